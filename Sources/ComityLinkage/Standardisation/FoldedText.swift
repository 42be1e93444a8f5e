/// Text as searches compare it: what people type in place of accents and other scripts. Specs/linkage-model.md#folding
package enum FoldedText {
    /// Complexity: O(length).
    package static func of(_ text: String) -> String { String(decoding: Folding.fold(text), as: UTF8.self) }
}
