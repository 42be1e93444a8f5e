/// Which rows are the same person, as a column of the data says: for measuring a run, never for doing it.
/// Specs/linkage-model.md#evaluation
package struct TruthLabels: Sendable {
    /// A row whose truth is not known: it takes no part in any figure.
    package static let unknown: UInt32 = .max

    /// By rank: rows in ascending order of their keys. Equal codes are the same person.
    let labels: [UInt32]
    /// By rank.
    let sources: [UInt32]
    /// By rank, ascending.
    let keys: [UInt64]
    /// Whether only rows of different sources make a pair.
    let isAcrossSources: Bool

    /// - Parameters:
    ///   - keys: ascending.
    ///   - labels: one for each key, ``unknown`` where nothing is known.
    ///   - sources: one for each key.
    package init(keys: [UInt64], labels: [UInt32], sources: [UInt32], mode: LinkageMode) {
        precondition(keys.count == labels.count && keys.count == sources.count)
        self.keys = keys
        self.labels = labels
        self.sources = sources
        isAcrossSources = mode == .link
    }

    package var count: Int { keys.count }

    /// Whether two rows are the same person; nil if that is not known or the mode has no such pair.
    /// Complexity: O(1).
    package func isMatch(_ one: Int, _ other: Int) -> Bool? {
        guard labels[one] != Self.unknown, labels[other] != Self.unknown else { return nil }
        guard !isAcrossSources || sources[one] != sources[other] else { return nil }
        return labels[one] == labels[other]
    }

    /// The row of a key. Complexity: O(log rows).
    package func rank(_ key: UInt64) -> Int? {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key ? low : nil
    }

    /// Pairs that are the same person. Complexity: O(rows).
    package var truePairs: Int { PairCounts(labels, sources: isAcrossSources ? sources : nil).pairs }
}

/// Pairs of rows with equal codes, counted without walking them.
struct PairCounts {
    private(set) var pairs = 0

    /// - Parameters:
    ///   - codes: ``TruthLabels/unknown`` makes no pair.
    ///   - sources: if given, only rows of different sources make a pair.
    /// Complexity: O(rows).
    init(_ codes: [UInt32], sources: [UInt32]?) {
        var sizes: [UInt32: Int] = [:]
        var parts: [UInt64: Int] = [:]
        for row in codes.indices where codes[row] != TruthLabels.unknown {
            sizes[codes[row], default: 0] += 1
            if let sources { parts[UInt64(codes[row]) << 32 | UInt64(sources[row]), default: 0] += 1 }
        }
        pairs = sizes.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 } - parts.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
    }
}
