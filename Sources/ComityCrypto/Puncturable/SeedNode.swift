internal import ComityCore

/// The seed of one subtree: from it come the secrets of the leaves `first..<first + 2^level`, and no others.
struct SeedNode: Sendable, Equatable {
    /// 0 for a single leaf, ``PuncturableKey/height`` for the whole tree.
    let level: Int
    /// A multiple of 2^`level`.
    let first: UInt64
    let seed: Digest

    /// One past the last leaf.
    var end: UInt64 { first + 1 << UInt64(level) }

    /// The left and right half. Specs/puncturable-keys.md#derivation
    /// - Precondition: `level` is above 0.
    var halves: (SeedNode, SeedNode) {
        let middle = first + 1 << UInt64(level - 1)
        return (
            SeedNode(level: level - 1, first: first, seed: childSeed(of: seed, isRight: false)),
            SeedNode(level: level - 1, first: middle, seed: childSeed(of: seed, isRight: true))
        )
    }
}

/// One step down the tree: a single SHA-256 compression. Specs/puncturable-keys.md#derivation
func childSeed(of seed: Digest, isRight: Bool) -> Digest {
    var hasher = isRight ? rightPrefix : leftPrefix
    hasher.update(seed)
    return hasher.finalize()
}

private let leftPrefix = prefix(0)
private let rightPrefix = prefix(1)

private func prefix(_ bit: UInt8) -> SHA256Hasher {
    var hasher = SHA256Hasher()
    hasher.update(Array("comity/ggm/v1".utf8))
    hasher.update(bit)
    return hasher
}
