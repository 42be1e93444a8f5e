internal import ComityCore

/// Pairs drawn at random, by rank, to see how often unrelated rows agree. Specs/linkage-model.md#u
struct RandomPairs {
    /// The seed is part of the format: the same rows give the same pairs everywhere.
    private static let seed: UInt64 = 0x434F_4D49_5459_4C4B

    /// Calls `body` with `count` pairs of different ranks, repeats possible; with every pair once if there are not
    /// more than that. With `sources`, only pairs of different sources.
    /// Complexity: O(count), at most eight draws for each pair.
    static func forEach(rowCount: Int, sources: [UInt32]?, count: Int, _ body: (UInt32, UInt32) -> Void) {
        guard rowCount > 1 else { return }
        if rowCount * (rowCount - 1) / 2 <= count {
            all(rowCount, sources, body)
        } else {
            drawn(rowCount, sources, count, body)
        }
    }

    private static func all(_ rowCount: Int, _ sources: [UInt32]?, _ body: (UInt32, UInt32) -> Void) {
        for left in 0..<rowCount - 1 {
            for right in left + 1..<rowCount where sources == nil || sources?[left] != sources?[right] {
                body(UInt32(left), UInt32(right))
            }
        }
    }

    private static func drawn(_ rowCount: Int, _ sources: [UInt32]?, _ count: Int, _ body: (UInt32, UInt32) -> Void) {
        var random = SeededRandom(seed: seed)
        let draws = count * 8
        var found = 0
        for _ in 0..<draws where found < count {
            let left = Int(random.next() % UInt64(rowCount))
            let right = Int(random.next() % UInt64(rowCount))
            guard left != right, sources == nil || sources?[left] != sources?[right] else { continue }
            found += 1
            body(UInt32(min(left, right)), UInt32(max(left, right)))
        }
    }
}
