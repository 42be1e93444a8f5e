import ComityCore
import ComityCrypto
import ComityStore
import Testing

/// The index on disk: what is read is what was written last and whole, or nothing.
@Suite struct SealedIndexTests {
    private let power = FaultyIndexFolder.Power()
    private let folder: FaultyIndexFolder
    private let keys: PoweredKeyFolder

    init() {
        folder = FaultyIndexFolder(power)
        keys = PoweredKeyFolder(power)
    }

    private func open() throws -> SealedIndex { try SealedIndex(folder: folder, keys: keys) }

    private func header(_ position: UInt64) -> SealedIndex.Header {
        SealedIndex.Header(
            version: 1, model: SHA256.hash([7]), identity: SHA256.hash([UInt8(position)]), position: position)
    }

    /// Segments by number, each of three sections.
    private typealias Content = [UInt64: [[UInt8]]]

    private static func sections(_ number: UInt64, bytes: Int) -> [[UInt8]] {
        var random = SeededRandom(seed: number)
        return [random.bytes(bytes), [], random.bytes(bytes / 3 + 1)]
    }

    private func replace(_ index: SealedIndex, _ position: UInt64, _ content: Content, seed: UInt64 = 1) throws {
        var random = SeededRandom(seed: seed)
        let memory = content.sorted { $0.key < $1.key }.map { number, sections in
            (number, sections.map { UnsafeMutableRawBufferPointer.allocate(byteCount: $0.count, alignment: 8) })
        }
        defer { for (_, buffers) in memory { for buffer in buffers { buffer.deallocate() } } }
        for (number, buffers) in memory {
            for (place, buffer) in buffers.enumerated() { buffer.copyBytes(from: content[number]?[place] ?? []) }
        }
        let segments = memory.map { number, buffers in
            SealedIndex.Segment(number: number, sections: buffers.map { UnsafeRawBufferPointer($0) })
        }
        try index.replace(header: header(position), segments: segments, &random)
    }

    private func content(_ index: SealedIndex) throws -> Content {
        var content: Content = [:]
        for number in index.segments {
            content[number] = try index.read(number) { sizes, fill in
                try sizes.enumerated().map { place, size in
                    var bytes = [UInt8](repeating: 0, count: size)
                    try bytes.withUnsafeMutableBytes { try fill(place, $0) }
                    return bytes
                }
            }
        }
        return content
    }

    @Test func whatWasWrittenIsRead() throws {
        let index = try open()
        #expect(index.header == nil && index.segments.isEmpty)
        // Lengths around a whole block of 65,536 bytes, and none.
        let lengths = [0, 1, 65_535, 65_536, 65_537, 200_000]
        let content = Dictionary(
            uniqueKeysWithValues: lengths.enumerated().map { place, length in
                (UInt64(place), [[UInt8](repeating: UInt8(place), count: length), [], [1]])
            })
        try replace(index, 5, content)
        let again = try open()
        #expect(again.header == header(5))
        #expect(try self.content(again) == content)
        #expect(folder.files["4.segment"]?.count == 65_537 + 1 + 2 * AESGCM.tagBytes)
    }

    @Test func filesThatStayAreNotWrittenAgainAndOthersGo() throws {
        let index = try open()
        let (first, second, third) = (
            Self.sections(0, bytes: 90), Self.sections(1, bytes: 70), Self.sections(2, bytes: 9)
        )
        try replace(index, 1, [0: first, 1: second])
        let kept = folder.files["1.segment"]
        let list = keys.files["index"] ?? []
        try replace(index, 2, [1: second, 2: third], seed: 2)
        #expect(folder.names() == ["1.segment", "2.segment"])
        #expect(folder.files["1.segment"] == kept)
        #expect(try content(try open()) == [1: second, 2: third])
        // Of the four secrets and digests of the first list, the key of what went and the identity are gone.
        #expect(Self.words(list).subtracting(Self.words(keys.files["index"] ?? [])).count == 2)
        try index.destroy()
        #expect(folder.names().isEmpty && keys.files["index"] == [])
        #expect(try open().header == nil)
    }

    /// The byte strings of 32 bytes in some CBOR.
    private static func words(_ bytes: [UInt8]) -> Set<[UInt8]> {
        Set(
            bytes.indices.filter { bytes[$0...].starts(with: [0x58, 0x20]) && $0 + 34 <= bytes.count }.map {
                Array(bytes[$0 + 2..<$0 + 34])
            })
    }

    @Test func noTwoWritesOfASegmentHaveOneKey() throws {
        let content = [UInt64(0): Self.sections(0, bytes: 300)]
        try replace(try open(), 1, content, seed: 1)
        let first = folder.files["0.segment"]
        try open().destroy()
        try replace(try open(), 1, content, seed: 2)
        #expect(folder.files["0.segment"] != first)
    }

    @Test func everyAlteredBitIsFound() throws {
        let content = [UInt64(3): Self.sections(3, bytes: 100)]
        try replace(try open(), 1, content)
        let whole = try #require(folder.files["3.segment"])
        for bit in 0..<whole.count * 8 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            folder.files["3.segment"] = damaged
            #expect(throws: StoreError(.corrupt, "")) { _ = try self.content(try self.open()) }
        }
        for length in 0..<whole.count {
            folder.files["3.segment"] = Array(whole.prefix(length))
            #expect(throws: StoreError(.corrupt, "")) { _ = try self.content(try self.open()) }
        }
        folder.files["3.segment"] = whole + [0]
        #expect(throws: StoreError(.corrupt, "")) { _ = try self.content(try self.open()) }
        folder.files["3.segment"] = nil
        #expect(throws: StoreError(.corrupt, "")) { _ = try self.content(try self.open()) }
    }

    @Test func blocksAndFilesDoNotChangePlaces() throws {
        let zeros = [UInt8](repeating: 0, count: 3 * 65_536)
        try replace(try open(), 1, [0: [zeros], 1: [zeros]])
        let whole = try #require(folder.files["0.segment"])
        let block = 65_536 + 16
        folder.files["0.segment"] = Array(whole[block..<2 * block] + whole[..<block] + whole[(2 * block)...])
        #expect(throws: StoreError(.corrupt, "")) { _ = try self.content(try self.open()) }
        folder.files["0.segment"] = folder.files["1.segment"]
        #expect(throws: StoreError(.corrupt, "")) { _ = try self.content(try self.open()) }
    }

    @Test func aDamagedListIsNone() throws {
        try replace(try open(), 1, [0: Self.sections(0, bytes: 50)])
        let list = try #require(keys.files["index"])
        for place in list.indices {
            keys.files["index"] = Array(list[..<place])
            #expect(try open().header == nil)
            #expect(folder.names().isEmpty)
        }
    }

    /// Whatever write the power fails at, what is read afterwards is the old index or the new one, whole.
    @Test func aFailureOfPowerAtAnyMomentLeavesOldOrNew() throws {
        let old: Content = [0: Self.sections(0, bytes: 140_000), 1: Self.sections(1, bytes: 500)]
        let new: Content = [1: Self.sections(1, bytes: 500), 2: Self.sections(2, bytes: 140_000)]
        var outcomes: Set<UInt64> = []
        for writes in 0..<12 {
            power.writesLeft = nil
            let index = try open()
            try index.destroy()
            try replace(index, 1, old)
            power.writesLeft = writes
            let isDone = (try? replace(index, 2, new, seed: 9)) != nil
            power.writesLeft = nil
            let after = try open()
            let position = try #require(after.header?.position)
            outcomes.insert(position)
            #expect(try content(after) == (position == 1 ? old : new))
            #expect(!isDone || position == 2)
            #expect(folder.names() == after.segments.map { "\($0).segment" })
        }
        #expect(outcomes == [1, 2])
    }
}
