/// A row that a search found, and by what. It holds no values. Specs/linkage-index.md#lookup
package struct LookupHit: Equatable, Sendable {
    /// How one term of the search met the row.
    package struct Part: Equatable, Sendable {
        /// The place of the term in the search, from 0.
        package let term: Int
        /// The name of the comparison whose value met the term.
        package let field: String
        /// A level of names (`exact near alike nickname close similar initial`), or for numbers `exact` or `last-six`.
        package let level: String
        /// Bits: the rarer the term and the closer the value, the more.
        package let weight: Double
    }

    /// The row.
    package let key: UInt64
    /// By term; terms that the row does not meet have none.
    package let parts: [Part]

    /// The sum of the parts.
    package var weight: Double { parts.reduce(0) { $0 + $1.weight } }
    /// The part that weighs most, of equal ones the first.
    package var best: Part? { parts.max { ($0.weight, $1.term) < ($1.weight, $0.term) } }

    /// The order of answers: the heavier first, ties by keys.
    static func outranks(_ one: LookupHit, _ other: LookupHit) -> Bool {
        let (left, right) = (one.weight, other.weight)
        return left != right ? left > right : one.key < other.key
    }
}
