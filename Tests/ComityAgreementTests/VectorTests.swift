import ComityAgreement
import Foundation
import Testing

/// `Specs/vectors/agreement`: one agreement text a file; its `# expect:` lines are exactly the diagnostics that it
/// gives, and `accept-` or `refuse-` in its name is the outcome.
@Suite struct VectorTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Specs/vectors/agreement").standardized

    private static let names: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return names.filter { $0.hasPrefix("accept-") || $0.hasPrefix("refuse-") }.sorted()
    }()

    @Test func thereAreMoreRefusalsThanSuccesses() {
        #expect(Self.names.count { $0.hasPrefix("refuse-") } > Self.names.count { $0.hasPrefix("accept-") })
    }

    @Test(arguments: VectorTests.names)
    func givesExactlyTheseDiagnostics(_ name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        let mark = "# expect: "
        let expected = text.split(separator: "\n").filter { $0.hasPrefix(mark) }.map { "x:" + $0.dropFirst(mark.count) }
        let (agreement, diagnostics) = Agreement.parse(text, file: "x")
        #expect(diagnostics.map(\.description) == expected)
        #expect((agreement != nil) == name.hasPrefix("accept-"))
        if let agreement {
            #expect(Agreement.parse(agreement.text, file: "x").agreement == agreement)
            #expect(try Agreement(decoding: agreement.encoded) == agreement)
        }
    }
}
