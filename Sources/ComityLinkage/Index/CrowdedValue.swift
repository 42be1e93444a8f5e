/// A blocking key that too many rows share, so that it proposes no pairs: what it is made of and how many rows have it,
/// never its value. Specs/linkage-index.md#crowded-values
package struct CrowdedValue: Equatable, Sendable {
    /// The rule in words, such as `surname:soundex & dob:year`.
    package let rule: String
    /// The kinds of field that the key is made of, in the order of the rule.
    package let kinds: [FieldKind]
    /// Rows that have the key.
    package let rowCount: Int

    /// The order of lists: the most rows first, ties by the rule.
    static func precedes(_ one: CrowdedValue, _ other: CrowdedValue) -> Bool {
        one.rowCount != other.rowCount ? one.rowCount > other.rowCount : one.rule < other.rule
    }
}
