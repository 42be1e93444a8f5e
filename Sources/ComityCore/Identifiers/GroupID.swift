/// A name for some parties of an agreement. Specs/identifiers.md#names
package struct GroupID: Name {
    package static var noun: String { "group" }
    package let text: String

    package init(unchecked text: String) { self.text = text }
}
