/// How many pairs show a pattern and are proposed by a set of rules. Lists of these are sorted, so that nothing that
/// is computed from them depends on the order in which pairs were met.
struct PatternCount: Comparable {
    let pattern: LevelPattern
    /// The rules that propose the pairs, a bit for each.
    let mask: UInt32
    let count: Double

    static func < (left: PatternCount, right: PatternCount) -> Bool {
        left.pattern != right.pattern ? left.pattern < right.pattern : left.mask < right.mask
    }
}

/// Counts patterns.
struct PatternCounter {
    private struct Key: Hashable {
        let pattern: LevelPattern
        let mask: UInt32
    }

    private var counts: [Key: Int] = [:]

    mutating func add(_ pattern: LevelPattern, mask: UInt32 = 0) {
        counts[Key(pattern: pattern, mask: mask), default: 0] += 1
    }

    var sorted: [PatternCount] {
        counts.map { PatternCount(pattern: $0.key.pattern, mask: $0.key.mask, count: Double($0.value)) }.sorted()
    }
}
