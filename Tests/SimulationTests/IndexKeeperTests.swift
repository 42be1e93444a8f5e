import ComityCore
import ComityLinkage
import ComityNode
import ComityStore
import Testing

/// The live index over starts of a node: what is found again is what was written, but for what changed since.
@Suite struct IndexKeeperTests {
    private let folder = IndexMemory()
    private let keys = KeyMemory()
    private let store: Store
    private let model: LinkageModel

    init() throws {
        store = try Store(path: ":memory:", folder: keys, seed: [UInt8](repeating: 7, count: 32))
        model = try .untrained(
            try LinkagePlan(fields: [
                LinkageField(name: "given", kind: .givenName), LinkageField(name: "surname", kind: .surname),
                LinkageField(name: "phone", kind: .phone),
            ]))
    }

    private func keeper() throws -> IndexKeeper { IndexKeeper(try SealedIndex(folder: folder, keys: keys)) }

    private func open() throws -> IndexKeeper.Opened? { try keeper().open(model, .linkAndDedupe, in: store) }

    private func row(_ name: String) -> [[String]] { [["Anna"], [name], ["601234567"]] }

    private func index(_ names: [String]) throws -> LinkageIndex {
        var index = LinkageIndex(model: model)
        for (key, name) in names.enumerated() { _ = try index.insert(UInt64(key), values: row(name)) }
        return index
    }

    private func note(_ handle: Int64) throws {
        try store.step { try store.noteIndexChange(RecordRef(log: 1, handle: handle)) }
    }

    private func write(_ index: inout LinkageIndex, seed: UInt64 = 1, at hours: Int64 = 1_000) throws {
        var random = SeededRandom(seed: seed)
        try keeper().write(&index, in: store, now: time(hours), &random)
    }

    private func time(_ hours: Int64) -> Timestamp { Timestamp(milliseconds: hours * 3_600_000) }

    @Test func theIndexIsFoundAgain() throws {
        #expect(try open() == nil)
        var index = try index(["Novak", "Novák", "Smith"])
        try note(2)
        try write(&index)
        let opened = try #require(try open())
        #expect(opened.index.pairs() == index.pairs())
        #expect(opened.changed.isEmpty)
        try note(5)
        try note(4)
        try note(5)
        #expect(try open()?.changed == [RecordRef(log: 1, handle: 4), RecordRef(log: 1, handle: 5)])
        #expect(try store.indexPosition() == 4)
    }

    @Test func anotherModelOrDamageMakesItAnew() throws {
        var index = try index(["Novak", "Novák"])
        try write(&index)
        #expect(try keeper().open(try model.with(threshold: 9), .linkAndDedupe, in: store) == nil)
        #expect(folder.files.isEmpty)
        try write(&index, seed: 2)
        let name = try #require(folder.names().first)
        folder.files[name]?[3] ^= 1
        #expect(try open() == nil)
        #expect(folder.files.isEmpty && keys.files["index"] == [])
        try write(&index, seed: 3)
        #expect(try open()?.index.pairs() == index.pairs())
    }

    @Test func filesOfAnotherTimeOfTheStoreAreNotUsed() throws {
        var index = try index(["Novak", "Novák"])
        try write(&index)
        let other = try Store(path: ":memory:", folder: KeyMemory(), seed: [UInt8](repeating: 8, count: 32))
        #expect(try keeper().open(model, .linkAndDedupe, in: other) == nil)
        #expect(folder.files.isEmpty)
    }

    /// Whichever write is the last before the process ends, the store and the files fit each other.
    @Test func anEndAtAnyWriteIsNoHarm() throws {
        for writes in 0..<4 {
            var index = try index(["Novak"])
            keys.writesLeft = nil
            try keeper().destroy(in: store)
            try write(&index, seed: 4)
            try note(1)
            _ = try index.insert(1, values: row("Novák"))
            keys.writesLeft = writes
            let isWritten = (try? write(&index, seed: UInt64(10 + writes))) != nil
            keys.writesLeft = nil
            let opened = try #require(try open())
            #expect(opened.index.count == (isWritten ? 2 : 1))
            #expect(opened.changed == (isWritten ? [] : [RecordRef(log: 1, handle: 1)]))
        }
    }

    @Test func whatIsGoneIsOutOfTheFilesWithinADay() throws {
        var index = try index(["Novak", "Zyxwvut"])
        try write(&index, at: 100)
        #expect(try !keeper().isDue(index, in: store, now: time(200)))
        try note(1)
        _ = index.remove(1)
        #expect(try !keeper().isDue(index, in: store, now: time(111)))
        #expect(try keeper().isDue(index, in: store, now: time(112)))
        // Written for another reason soon after: the row is still in its segment, and it is remembered that it is.
        try write(&index, seed: 2, at: 101)
        #expect(index.holdsGoneRows)
        #expect(try !keeper().isDue(index, in: store, now: time(112)))
        #expect(try keeper().isDue(index, in: store, now: time(113)))
        try write(&index, seed: 3, at: 113)
        #expect(!index.holdsGoneRows)
        #expect(try open()?.index.holdsGoneRows == false)
        #expect(try !keeper().isDue(index, in: store, now: time(500)))
    }

    @Test func nothingOfAPurgedRecordIsReadable() throws {
        var index = try index(["Novak", "Zyxwvut"])
        try write(&index)
        let old = folder.files
        let oldList = keys.files["index"]
        _ = index.remove(1)
        index.rewrite()
        try write(&index, seed: 2)
        let opened = try #require(try open())
        for segment in opened.index.segments {
            for section in segment.sections {
                #expect(!String(decoding: section, as: UTF8.self).contains("zyxwvut"))
            }
        }
        // A copy of the old files, with the keys of now, is noise; with the old keys it was not.
        folder.files.merge(old) { _, old in old }
        #expect(try open()?.index.lookup("Zyxwvut", limit: 1).isEmpty == true)
        #expect(Set(folder.names()).isDisjoint(with: old.keys))
        folder.files = old
        keys.files["index"] = oldList
        let copy = try SealedIndex(folder: folder, keys: keys)
        let read = try copy.segments.map { number in
            try copy.read(number) { try IndexSegment(number: number, model: model, sectionBytes: $0, fill: $1) }
        }
        #expect(LinkageIndex(model: model, mode: .linkAndDedupe, segments: read).lookup("Zyxwvut", limit: 1).count == 1)
    }
}

/// Files of an index in memory.
private final class IndexMemory: IndexFolder {
    var files: [String: [UInt8]] = [:]

    func names() -> [String] { files.keys.sorted() }
    func remove(_ name: String) { files[name] = nil }

    func create(_ name: String, _ body: (_ append: @escaping ([UInt8]) throws -> Void) throws -> Void) throws {
        files[name] = []
        try body { self.files[name]?.append(contentsOf: $0) }
    }

    func read<Result>(
        _ name: String, _ body: (_ next: @escaping (Int) throws -> [UInt8]) throws -> Result
    ) throws -> Result? {
        guard let bytes = files[name] else { return nil }
        var place = 0
        return try body { count in
            let part = Array(bytes[place..<min(place + count, bytes.count)])
            place += part.count
            return part
        }
    }
}

/// Keys in memory, whose disk may fail.
private final class KeyMemory: KeyFolder {
    var files: [String: [UInt8]] = [:]
    var writesLeft: Int?

    func read(_ name: String) -> [UInt8]? { files[name] }

    func replace(_ name: String, with bytes: [UInt8]) throws {
        if let left = writesLeft {
            guard left > 0 else { throw StoreError(.locked, "the power failed") }
            writesLeft = left - 1
        }
        files[name] = bytes
    }
}
