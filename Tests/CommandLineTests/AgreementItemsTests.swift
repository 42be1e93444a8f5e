import Testing

@testable import comity

@Suite struct AgreementItemsTests {
    static let text = """
        agreement "a" version 1 {
          title     "T"

          party x { class police }

          permit p {
            share   person
            to      any
          }
        }

        """

    @Test func canonicalTextIsCutIntoItems() {
        let items = AgreementItems(canonicalText: Self.text).items
        #expect(items.map(\.name) == ["title", "party x", "permit p"])
        #expect(items[2].text == "  permit p {\n    share   person\n    to      any\n  }")
    }

    @Test func aClauseThatChangesItsEffectIsOneDifference() {
        let newer = Self.text.replacing("permit p", with: "withhold p").replacing(
            "title     \"T\"", with: "review    every 1y")
        let differences = AgreementItems(canonicalText: newer)
            .differences(from: AgreementItems(canonicalText: Self.text))
        #expect(differences.map(\.name) == ["title", "permit p", "review"])
        #expect(differences[0].after == nil)
        #expect(differences[1].after?.hasPrefix("  withhold p") == true)
        #expect(differences[2].before == nil)
    }
}
