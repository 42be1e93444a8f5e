/// An agreement between agencies, over all its versions. Specs/identifiers.md#names
package struct AgreementID: Name {
    package static var noun: String { "agreement" }
    package let text: String

    package init(unchecked text: String) { self.text = text }
}
