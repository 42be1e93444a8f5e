/// How a source or an information was graded, in the words of the scheme that was used: never converted.
/// Specs/records.md#provenance
package struct Evaluation: Hashable, Sendable {
    /// The scheme, as `admiralty`, `3x5x2`, `5x5x5`, `4x4`.
    package let scheme: String
    /// The grade within it, as `B` or `2`.
    package let code: String

    package init(scheme: String, code: String) {
        self.scheme = scheme
        self.code = code
    }
}
