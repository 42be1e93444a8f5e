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
