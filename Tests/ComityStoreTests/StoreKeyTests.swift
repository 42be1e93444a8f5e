import ComityCore
import ComityCrypto
import ComityFeed
import ComityRecords
import ComitySQLite
import ComityStore
import Testing

/// What a store does when its key folder fails it.
///
/// Each test opens stores over one database in memory, one after the other, as a process does that starts again.
@Suite struct StoreKeyTests {
    let folder = FaultyKeyFolder()
    let database: Connection

    init() throws { database = try Connection(path: ":memory:") }

    private func open(seed: UInt8 = 7) throws -> Store {
        try Store(database: database, folder: folder, seed: [UInt8](repeating: seed, count: 32))
    }

    private func add(_ number: UInt64, to store: Store) throws {
        var content = Content(type: .person)
        content.set(.names, to: .composite(of: [Component(NamePart.family, .text("Person number \(number)"))]))
        let time = HybridTime(number)
        let statement = ComityRecords.Statement(
            id: RecordID(high: number, low: 1), content: content, createdAt: time, updatedAt: time)
        try store.step { _ = try store.insert(statement, encodedContent: content.encoded) }
    }

    private func sealedBySlot() throws -> [Int64: [[UInt8]]] {
        var sealed: [Int64: [[UInt8]]] = [:]
        try database.forEach(SQL("test.sealed", "SELECT slot, sealed FROM record")) {
            sealed[$0.int64(0), default: []].append($0.bytes(1))
            return true
        }
        return sealed
    }

    @Test func aReservationThatFailedIsNotUsed() throws {
        let store = try open()
        for number in 0..<256 { try add(UInt64(number), to: store) }
        folder.isFull = true
        #expect(throws: StoreError(.full, "")) { try add(256, to: store) }
        folder.isFull = false
        for number in 257..<260 { try add(UInt64(number), to: store) }
        let again = try open()
        for number in 300..<310 { try add(UInt64(number), to: again) }
        #expect(try sealedBySlot().values.allSatisfy { $0.count == 1 })
        #expect(try again.record(RecordID(high: 258, low: 1)) != nil)
    }

    @Test func aKeyFolderThatWasRolledBackUsesNoKeyStreamTwice() throws {
        let first = try open()
        let planted = folder.files
        for number in 0..<3 { try add(UInt64(number), to: first) }
        folder.files = planted
        let second = try open()
        for number in 10..<13 { try add(UInt64(number), to: second) }
        let twins = try sealedBySlot().values.filter { $0.count > 1 }
        #expect(twins.count == 3, "the folder has forgotten that the slots were used")
        for twin in twins { #expect(twin[0].prefix(AESGCM.nonceBytes) != twin[1].prefix(AESGCM.nonceBytes)) }
        for number: UInt64 in [0, 1, 2, 10, 11, 12] {
            #expect(try second.record(RecordID(high: number, low: 1)) != nil)
        }
    }

    @Test func aSaltTreeThatWasNotWrittenIsNotUsed() throws {
        let store = try open()
        let feed = FeedID(
            origin: try AgencyID(parsing: "us-a"), agreement: try AgreementID(parsing: "scene"),
            audience: try AudienceID(bytes: [UInt8](repeating: 1, count: 16)))
        folder.isFull = true
        let lost = [UInt8](repeating: 1, count: 32)
        #expect(throws: StoreError(.full, "")) { try store.salts.tree(feed: feed, epoch: .first, seed: lost) }
        #expect(store.salts.planted(feed: feed, epoch: .first) == nil)
        folder.isFull = false
        let kept = [UInt8](repeating: 2, count: 32)
        let tree = try store.salts.tree(feed: feed, epoch: .first, seed: kept)
        #expect(try tree == PuncturableKey(rootSeed: kept))
        #expect(try open().salts.planted(feed: feed, epoch: .first) == tree)

        folder.isFull = true
        #expect(throws: StoreError(.full, "")) {
            try store.salts.puncture(feed: feed, epoch: .first, leaves: [LeafIndex(3)])
        }
        #expect(store.salts.planted(feed: feed, epoch: .first) == tree, "not gone, as the file still has it")
    }

    @Test func aSignedSizeThatWasNotWrittenIsTriedAgain() throws {
        let store = try open()
        let mark = SignedSizes.Mark(size: TreeSize(5), root: SHA256.hash([5]))
        folder.isFull = true
        #expect(throws: StoreError(.full, "")) { try store.signedSizes.record([("log", mark)]) }
        #expect(store.signedSizes["log"] == nil)
        folder.isFull = false
        try store.signedSizes.record([("log", mark)])
        #expect(try open().signedSizes["log"] == mark)
    }

    @Test func aFirstStartThatFailedIsDoneAgain() throws {
        folder.isFull = true
        #expect(throws: StoreError(.full, "")) { try open() }
        folder.isFull = false
        let store = try open()
        try add(1, to: store)
        #expect(try open().record(RecordID(high: 1, low: 1)) != nil)
    }

    @Test func aStoreThatHoldsSomethingMissesItsKeys() throws {
        try add(1, to: try open())
        folder.files["seals"] = nil
        #expect(throws: StoreError(.keyMissing, "")) { try open() }
    }

    // MARK: Erasures

    /// A log of a partner with `count` entries, of which every second is destroyed.
    private func scattered(_ count: Int, in store: Store) throws -> StoredLog {
        var log = try store.openLog(
            FeedID(
                origin: try AgencyID(parsing: "us-a"), agreement: try AgreementID(parsing: "scene"),
                audience: try AudienceID(bytes: [UInt8](repeating: 1, count: 16))), epoch: .first, isOwn: false)
        try store.step {
            for number in 0..<count {
                let salt = Salt(derived: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 16))
                let body = EntryBody.withdraw(WithdrawEntry(handle: try Handle(UInt64(number)), reason: .error)).encoded
                try store.append(
                    .live(hash: Entry.leafHash(salt: salt, body: body), kind: .withdraw, salt: salt, encodedBody: body),
                    to: &log)
            }
            try store.save(log)
        }
        try store.step { try store.destroy(stride(from: 1, to: UInt64(count), by: 2).map { LeafIndex($0) }, of: log) }
        return log
    }

    /// However erasures scatter, what they leave can be read again: each part of the keys has a file, and a bound.
    @Test func scatteredErasuresLeaveAStoreThatOpens() throws {
        let store = try open()
        let perPart = 1 << 16
        let log = try scattered(perPart + 100, in: store)
        try store.finishPunctures()
        let (tree, first, second) = (
            try #require(folder.files["seals"]), try #require(folder.files["seals-0"]),
            try #require(folder.files["seals-1"])
        )
        #expect(first.count < 40 * perPart / 2 + 8 && first.count > 32 * perPart / 2)
        #expect(tree.count < 2000, "it covers none of the parts that were touched")
        #expect(second.count < 40 * (50 + 16) + 8)
        let again = try open()
        for leaf in [0, 2, UInt64(perPart) - 2, UInt64(perPart), UInt64(perPart) + 98] {
            #expect(try again.entry(LeafIndex(leaf), of: log) != nil)
            #expect(try again.entry(LeafIndex(leaf + 1), of: log) == nil)
        }
        for number in 0..<3 { try add(UInt64(number), to: again) }
        #expect(try open().record(RecordID(high: 2, low: 1)) != nil)
        folder.files["seals-1"] = nil
        #expect(throws: StoreError(.keyMissing, "")) { try open().entry(LeafIndex(UInt64(perPart)), of: log) }
    }

    /// The part was written and the tree was not: the next start does it again, and both agree.
    @Test func anErasureThatStoppedBetweenItsFilesIsFinished() throws {
        let store = try open()
        let log = try scattered(20, in: store)
        let copy = try #require(
            try database.first(SQL("test.leaf", "SELECT slot FROM leaf WHERE slot IS NOT NULL ORDER BY position")) {
                $0.int64(0)
            })
        folder.unwritable = "seals"
        #expect(throws: StoreError(.full, "")) { try store.finishPunctures() }
        #expect(try store.hasPendingPunctures())
        #expect(try store.entry(LeafIndex(0), of: log) != nil, "nothing else is lost")
        folder.unwritable = nil
        let again = try open()
        #expect(try again.entry(LeafIndex(0), of: log) != nil)
        try again.finishPunctures()
        #expect(try !again.hasPendingPunctures())
        // A row that a backup brings back under a destroyed slot is gone.
        try database.run(SQL("test.slot", "UPDATE leaf SET slot = slot + 1 WHERE slot = ?1"), copy)
        #expect(try open().entry(LeafIndex(0), of: log) == nil)
    }

    @Test func saltsThatCouldNotBeReadAgainAreNotDestroyed() throws {
        let store = try open()
        let feed = FeedID(
            origin: try AgencyID(parsing: "us-a"), agreement: try AgreementID(parsing: "scene"),
            audience: try AudienceID(bytes: [UInt8](repeating: 1, count: 16)))
        let tree = try store.salts.tree(feed: feed, epoch: .first, seed: [UInt8](repeating: 2, count: 32))
        let many = stride(from: UInt64(0), to: UInt64(2 * PuncturableKey.stateLimitSeeds), by: 2)
        #expect(throws: StoreError(.full, "")) {
            try store.salts.puncture(feed: feed, epoch: .first, leaves: many.map { LeafIndex($0) })
        }
        #expect(try open().salts.planted(feed: feed, epoch: .first) == tree)
    }
}
