/// What a person said about a pair. Specs/linkage-files.md#labels
package struct PairLabel: Equatable, Sendable {
    package enum Answer: String, CaseIterable, Sendable {
        case match
        case noMatch = "no-match"
        /// Looked at, and not to be told from the data: it teaches nothing and is not asked again.
        case unsure
    }

    /// The smaller and the greater key.
    package let left: UInt64
    package let right: UInt64
    package let answer: Answer

    package init(_ one: UInt64, _ other: UInt64, _ answer: Answer) {
        left = min(one, other)
        right = max(one, other)
        self.answer = answer
    }
}
