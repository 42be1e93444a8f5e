import ComityLinkage
import Testing

/// The reader's way for plain texts against the standardisation of all texts.
@Suite struct PlainStandardTests {
    private static let pieces = [
        "12", "North", "STREET", "St.", "Main", "boulevard", "Hauptstrasse", "kerkstraat", "O'Neill", "unknown", "na",
        "n/a", "x", "xxx", "000", "0044", "+44", "123456789", "1900-01-01", "1985-03-07", "19850307", "07/03/1985",
        "2010-12-31", "1899-12-30", "1901-01-01", "9999-12-31", "0000-00-00", "a@b.c", "Anna.Smith+tag@Mail.org", "@",
        "ext", "(020)", "7946", "0000", "Mc", "smith", "van", "der", "jr", "s3rge1", "Test", "male", "é", "王",
        "\"q\"", "-", "  ", ".", "\t", "A", "ab", "aaa", "ZZZ", "no", "name", "no fixed abode", "strasse", "avenue",
    ]

    @Test func plainTextsAreStandardisedAsAllTextsAre() throws {
        var random = TestRandom(seed: 3)
        for kind in FieldKind.allCases where kind.comparisonKind != nil && !"\(kind)".hasPrefix("birth") {
            let plan = try LinkagePlan(fields: [LinkageField(name: "x", kind: kind)])
            var texts: [String] = Self.pieces
            for _ in 0..<1_500 {
                let parts = (0...random.below(3)).map { _ in random.pick(Self.pieces) }
                texts.append(parts.joined(separator: random.pick(["", " ", "-", ", "])))
            }
            texts = texts.filter { !$0.contains("\"") }
            var csv = "id,x\n"
            for (number, text) in texts.enumerated() { csv += "\(1_000_000 + number),\"\(text)\"\n" }
            var plain = "id,x\n"
            for (number, text) in texts.enumerated() {
                plain += "\(1_000_000 + number),\(text.contains(",") ? "\"\(text)\"" : text)\n"
            }
            for file in [csv, plain] {
                let table = try Array(file.utf8).withUnsafeBytes { bytes in
                    let source = CSVSource(bytes: bytes, name: "x", source: 0, idColumn: 0, columns: [1])
                    return try CSVTable(plan: plan, sources: [source]).table
                }
                for (number, text) in texts.enumerated() {
                    let expected = Standardisation.value(text, kind: kind) ?? []
                    #expect(table.cell(number, 0) == expected, "\(kind) `\(text)`")
                }
            }
        }
    }
}
