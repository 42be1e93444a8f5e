package import ComityCore

/// One secret a leaf number, of which single ones can be destroyed for good (a GGM tree: Goldreich, Goldwasser,
/// Micali 1986; punctured as in Green and Miers 2015). Specs/puncturable-keys.md
///
/// What is kept is the smallest set of subtree seeds that still yields every unpunctured leaf. Puncturing replaces a
/// seed by the siblings on the way down to the leaf: what is left determines nothing about that leaf. It only helps
/// once the old state is gone from disk too, so the caller replaces and syncs the key file afterwards.
package struct PuncturableKey: Sendable, Equatable {
    /// Levels below the root.
    package static let height = 32
    /// Leaf numbers are `0..<leafLimit`: 2^32 entries of one feed, a thousand years at 100,000 a day.
    package static let leafLimit: UInt64 = 1 << UInt64(height)
    package static let seedBytes = 32
    /// The most seeds a stored state may have: 40 MB. Who keeps a state bounds it: the keys of slots by being kept in
    /// parts, salts by refusing to destroy more.
    package static let stateLimitSeeds = 1 << 20

    /// The seeds of everything unpunctured.
    package private(set) var cover: SeedCover

    /// - Throws: `malformed-key` unless there are 32 bytes.
    package init(rootSeed: [UInt8]) throws(CryptoError) {
        guard rootSeed.count == Self.seedBytes else {
            throw CryptoError(.malformedKey, "a root seed has \(Self.seedBytes) bytes, not \(rootSeed.count)")
        }
        let seed = Digest(unsafeFilling: { $0.copyBytes(from: rootSeed) })
        cover = SeedCover(nodes: [SeedNode(level: Self.height, first: 0, seed: seed)])
    }

    package static func generate(_ random: inout some RandomSource) throws(CryptoError) -> PuncturableKey {
        try PuncturableKey(rootSeed: random.bytes(seedBytes))
    }

    /// The 32-byte secret of one leaf.
    /// - Throws: `punctured` if it was destroyed, or is no leaf at all.
    /// - Complexity: 32 hashes; for leaves in a row use ``cursor()``.
    package func derive(_ leaf: UInt64) throws(CryptoError) -> [UInt8] { try cover.derive(leaf) }

    /// ``derive(_:)`` without an allocation.
    package func seed(_ leaf: UInt64) throws(CryptoError) -> Digest { try cover.seed(leaf) }

    package func isPunctured(_ leaf: UInt64) -> Bool { !cover.contains(leaf) }

    /// For many leaves in ascending order. Let it go before the next puncture.
    package func cursor() -> SeedCursor { SeedCursor(cover) }

    /// Destroys the secret of one leaf; again is no change. Complexity: O(seeds) and at most 64 hashes.
    package mutating func puncture(_ leaf: UInt64) { puncture(CollectionOfOne(leaf)) }

    /// Destroys several in one pass. Complexity: O(seeds + leaves × 64) hashes at most.
    package mutating func puncture(_ leaves: some Sequence<UInt64>) {
        cover = cover.restricted(to: 0..<Self.leafLimit, excluding: leaves)
    }

    /// Destroys every leaf of `range`.
    package mutating func puncture(_ range: Range<UInt64>) {
        let before = cover.restricted(to: 0..<min(range.lowerBound, Self.leafLimit), excluding: [])
        let after = cover.restricted(to: min(range.upperBound, Self.leafLimit)..<Self.leafLimit, excluding: [])
        cover = SeedCover(nodes: before.nodes + after.nodes)
    }

    /// The key of the leaves of `range` alone. Complexity: O(log seeds + seeds of the range).
    package func part(_ range: Range<UInt64>) -> PuncturableKey {
        PuncturableKey(cover: cover.restricted(to: range, excluding: []))
    }

    private init(cover: SeedCover) { self.cover = cover }

    /// The smallest set of seeds that yields exactly the leaves of `range` that are neither `dead` nor punctured.
    package func cover(of range: Range<UInt64>, excluding dead: some Sequence<UInt64>) -> SeedCover {
        cover.restricted(to: range, excluding: dead)
    }

    /// Canonical CBOR of the state, all of it secret. Specs/puncturable-keys.md#state
    package var encoded: [UInt8] { cover.encoded }

    /// - Throws: `malformed-cover` for anything that ``encoded`` would not have written.
    package init(decoding bytes: [UInt8]) throws(CryptoError) {
        cover = try SeedCover(decoding: bytes, limitSeeds: Self.stateLimitSeeds)
    }
}
