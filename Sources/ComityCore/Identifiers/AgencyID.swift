/// An agency, a party of agreements and the origin of feeds. Specs/identifiers.md#names
package struct AgencyID: Name {
    package static var noun: String { "agency" }
    package let text: String

    package init(unchecked text: String) { self.text = text }
}
