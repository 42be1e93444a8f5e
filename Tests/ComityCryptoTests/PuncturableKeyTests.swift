import ComityCore
import ComityCrypto
import Testing

/// Strategy: exhaust small ranges against the definition (derive every leaf before and after), then sample the large
/// space with a seed. The oracle for a minimal cover counts the maximal aligned blocks of live leaves.
@Suite struct PuncturableKeyTests {
    let key: PuncturableKey
    let original: [[UInt8]]
    /// Sixteen leaves: every subset of dead ones is tried.
    static let few: UInt64 = 16

    init() throws {
        key = try PuncturableKey(rootSeed: Array(0..<32))
        original = try (0..<64).map { try PuncturableKey(rootSeed: Array(0..<32)).derive($0) }
    }

    @Test func leavesDiffer() {
        #expect(Set(original).count == original.count)
        #expect(original.allSatisfy { $0.count == 32 })
    }

    @Test func aPuncturedLeafIsGoneAndItsNeighboursStay() throws {
        for dead in UInt64(0)..<64 {
            var punctured = key
            punctured.puncture(dead)
            for leaf in UInt64(0)..<64 {
                #expect(punctured.isPunctured(leaf) == (leaf == dead))
                if leaf == dead {
                    #expect(throws: CryptoError(.punctured, "")) { try punctured.derive(leaf) }
                } else {
                    #expect(try punctured.derive(leaf) == original[Int(leaf)])
                }
            }
            let once = punctured
            punctured.puncture(dead)
            #expect(punctured == once)
            #expect(punctured.cover.count == PuncturableKey.height)
        }
    }

    @Test func everySubsetOfFewLeavesIsCoveredExactlyAndMinimally() throws {
        for mask in 0..<(1 << Self.few) where mask % 13 == 0 || mask.nonzeroBitCount <= 2 {
            let dead = (0..<Self.few).filter { mask >> Int($0) & 1 == 1 }
            let cover = key.cover(of: 0..<Self.few, excluding: dead)
            try expectExact(cover, range: 0..<Self.few, dead: Set(dead))
        }
    }

    @Test func everyRangeIsCoveredExactlyAndMinimally() throws {
        for lower in UInt64(0)...24 {
            for upper in lower...24 {
                for dead in [[], [lower], [upper], [7], [3, 4, 5, 19]] as [[UInt64]] {
                    try expectExact(
                        key.cover(of: lower..<upper, excluding: dead), range: lower..<upper, dead: Set(dead))
                }
            }
        }
    }

    @Test func puncturedLeavesStayOutOfCovers() throws {
        var punctured = key
        punctured.puncture([5, 6])
        try expectExact(punctured.cover(of: 2..<12, excluding: [9]), range: 2..<12, dead: [5, 6, 9])
    }

    @Test func orderOfPuncturesDoesNotMatter() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<50 {
            var leaves = (0..<20).map { _ in random.next() % 40 }
            var singly = key
            for leaf in leaves { singly.puncture(leaf) }
            leaves.shuffle(using: &random)
            var together = key
            together.puncture(leaves)
            #expect(singly == together)
            singly.cover.checkInvariants()
        }
        var range = key
        range.puncture(3..<37)
        var each = key
        each.puncture(3..<37 as Range<UInt64>)
        var listed = key
        listed.puncture(Array(UInt64(3)..<37))
        #expect(range == listed && each == listed)
    }

    @Test func farLeavesWork() throws {
        var random = SeededRandom(seed: 12)
        var punctured = key
        let dead = (0..<40).map { _ in random.next() % PuncturableKey.leafLimit } + [PuncturableKey.leafLimit - 1]
        punctured.puncture(dead)
        for leaf in dead {
            #expect(punctured.isPunctured(leaf))
            let neighbour = leaf ^ 1
            if !dead.contains(neighbour) { #expect(try punctured.derive(neighbour) == key.derive(neighbour)) }
        }
        #expect(throws: CryptoError(.punctured, "")) { try key.derive(PuncturableKey.leafLimit) }
        #expect(throws: CryptoError(.punctured, "")) { try key.derive(.max) }
        #expect(punctured.cover.leafCount == PuncturableKey.leafLimit - UInt64(Set(dead).count))
    }

    @Test func cursorAgreesWithDerive() throws {
        var punctured = key
        punctured.puncture([3, 4, 10, 33])
        var cursor = punctured.cursor()
        for leaf in UInt64(0)..<64 where !punctured.isPunctured(leaf) {
            #expect(try cursor.seed(leaf).bytes == original[Int(leaf)])
        }
        #expect(throws: CryptoError(.punctured, "")) { try cursor.seed(10) }
        var random = SeededRandom(seed: 13)
        for _ in 0..<200 {
            let leaf = random.next() % 64
            guard !punctured.isPunctured(leaf) else { continue }
            #expect(try cursor.seed(leaf).bytes == original[Int(leaf)])
        }
    }

    @Test func stateAndCoverReadWhatTheyWrite() throws {
        var random = SeededRandom(seed: 14)
        var punctured = key
        for _ in 0..<30 {
            punctured.puncture(random.next() % 1000)
            let read = try PuncturableKey(decoding: punctured.encoded)
            #expect(read == punctured)
            #expect(read.encoded == punctured.encoded)
            let cover = punctured.cover(of: 100..<300, excluding: [150, 151])
            #expect(try SeedCover(decoding: cover.encoded) == cover)
        }
        #expect(try SeedCover(decoding: [0x80]).count == 0)
        #expect(throws: CryptoError(.malformedKey, "")) { try PuncturableKey(rootSeed: [1]) }
    }

    @Test(arguments: try VectorCase.loadFolder("seed-cover"))
    func coverVectors(_ vector: VectorCase) throws {
        let bytes = try vector.bytes("cover")
        guard try vector.text("result") == "valid" else {
            #expect(throws: CryptoError(.malformedCover, "")) { try SeedCover(decoding: bytes) }
            return
        }
        let cover = try SeedCover(decoding: bytes)
        #expect(cover.encoded == bytes)
        let leaf = UInt64(try vector.number("leaf"))
        #expect(try cover.derive(leaf) == vector.bytes("secret"))
    }

    @Test(arguments: try VectorCase.load("puncturable-keys/derivation.txt"))
    func derivationVectors(_ vector: VectorCase) throws {
        let key = try PuncturableKey(rootSeed: try vector.bytes("root"))
        #expect(try key.derive(UInt64(try vector.number("leaf"))) == vector.bytes("secret"))
    }

    private func expectExact(_ cover: SeedCover, range: Range<UInt64>, dead: Set<UInt64>) throws {
        cover.checkInvariants()
        for leaf in UInt64(0)..<32 {
            let isLive = range.contains(leaf) && !dead.contains(leaf)
            #expect(cover.contains(leaf) == isLive)
            if isLive { #expect(try cover.derive(leaf) == original[Int(leaf)]) }
        }
        #expect(cover.count == maximalBlocks { $0 < 32 && range.contains($0) && !dead.contains($0) })
    }

    /// How many aligned blocks are wholly live while the block twice their size is not.
    private func maximalBlocks(_ isLive: (UInt64) -> Bool) -> Int {
        func isWhole(_ level: UInt64, _ index: UInt64) -> Bool {
            (index << level..<(index + 1) << level).allSatisfy(isLive)
        }
        var count = 0
        for level in UInt64(0)...5 {
            for index in 0..<UInt64(32) >> level where isWhole(level, index) {
                if level == 5 || !isWhole(level + 1, index / 2) { count += 1 }
            }
        }
        return count
    }
}
