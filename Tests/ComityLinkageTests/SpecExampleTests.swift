import ComityLinkage
import Foundation
import Testing

/// The example that Specs/linkage-model.md begins with is what the code does.
@Suite struct SpecExampleTests {
    private static let fields = [
        LinkageField(name: "given", kind: .givenName), LinkageField(name: "surname", kind: .surname),
        LinkageField(name: "born", kind: .dateOfBirth), LinkageField(name: "street", kind: .street),
        LinkageField(name: "postcode", kind: .postcode), LinkageField(name: "phone", kind: .phone),
    ]
    private static let rows = [
        ["Jürgen", "van der Berg", "1985-03-07", "12 North Street", "60200", "+44 20 7946 0000"],
        ["JURGEN", "Bergh", "07/03/1985", "12 N St", "60220", "020 7946 0001"],
        ["Anna", "van der Berg", "1987-11-21", "12 North Street", "60200", "+44 20 7946 0000"],
    ]

    @Test func theExampleIsTrue() throws {
        var table = try LinkageTable(fields: Self.fields)
        for (number, row) in Self.rows.enumerated() { try table.append(key: UInt64(number + 1), texts: row) }
        let run = try LinkageRun(table, LinkageOptions(mode: .dedupe))
        let model = try LinkageModel.untrained(table.plan)
        let expected = try example()
        try #require(expected.count == 12)
        for (right, lines) in [(2, expected[..<6]), (3, expected[6...])] {
            let explanation = try run.explain(1, UInt64(right), model)
            for (part, words) in zip(explanation.parts, lines) {
                #expect(part.name == words[0])
                #expect(part.levelName.replacing(" ", with: "-") == words[1])
                #expect(abs(part.weight - (try #require(Double(words[2])))) < 0.000_001)
            }
            #expect((explanation.weight >= model.threshold) == (right == 2))
        }
    }

    /// The indented lines of three words that begin with a field's name.
    private func example() throws -> [[String]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Specs/linkage-model.md"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("    ") }.map { line in
            line.split(separator: " ").map(String.init)
        }.filter { words in words.count == 3 && Self.fields.contains { $0.name == words[0] } }
    }
}
