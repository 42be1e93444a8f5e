/// What a step of the live index does to its list of pairs. Specs/linkage-model.md#index
package struct LinkageChange: Equatable, Sendable {
    /// Two rows by their keys, the smaller first.
    package struct Pair: Hashable, Comparable, Sendable {
        package let left: UInt64
        package let right: UInt64

        package init(_ one: UInt64, _ other: UInt64) {
            left = min(one, other)
            right = max(one, other)
        }

        package static func < (one: Pair, other: Pair) -> Bool {
            (one.left, one.right) < (other.left, other.right)
        }
    }

    /// Pairs that are now worth reporting, by keys.
    package var added: [ScoredPair] = []
    /// Pairs that no longer are: a row went, or a key came to be shared by too many rows. By keys.
    package var removed: [Pair] = []

    package init() {}
}

extension LinkageChange {
    /// The rows of the pairs that appear or disappear, ascending: those to ``LinkageIndex/recluster(_:)``, beside the
    /// row that came or went.
    package var rows: [UInt64] {
        Set(added.flatMap { [$0.left, $0.right] } + removed.flatMap { [$0.left, $0.right] }).sorted()
    }
}

/// How some rows are clustered. Specs/linkage-index.md#clusters
package struct LinkageClusters: Equatable, Sendable {
    /// All rows that were looked at, ascending: those that are in no cluster stand alone.
    package var rows: [UInt64] = []
    /// Clusters of two rows or more, each ascending, ordered by their smallest rows.
    package var clusters: [[UInt64]] = []

    package init() {}
}
