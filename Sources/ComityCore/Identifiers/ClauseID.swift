/// A clause of an agreement, unique within one version. Specs/identifiers.md#names
package struct ClauseID: Name {
    package static var noun: String { "clause" }
    package let text: String

    package init(unchecked text: String) { self.text = text }
}
