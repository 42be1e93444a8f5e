import Testing

/// The checks themselves: a check that finds nothing anywhere is worth nothing.
@Suite struct TidyCheckTests {
    @Test func commentsAndLiteralsAreNoCode() {
        let text = """
            let a = "try! \\(b["print("])" // try!
            /* try! /* nested */ try! */ let c = #"try! \\#(d) "quoted""#
            try! e()
            """
        let lines = CodeStripper.strip(text).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3)
        #expect(lines[0].filter { $0 != " " } == "leta=")
        #expect(lines[1].filter { $0 != " " } == "letc=")
        #expect(lines[2] == "try! e()")
    }

    @Test func stripperKeepsLineNumbersInMultilineLiterals() {
        let text = "let a = \"\"\"\n    // no comment\n    \"\"\"\nprint(a)"
        #expect(SourceFile(path: "Sources/ComityCore/a.swift", text: text).places(of: /print\(/) == [4])
    }

    @Test(arguments: [
        ("import A", ["A"]), ("package import A", ["A"]), ("  internal import A  ", ["A"]),
        ("@testable import A", ["A"]), ("import struct A.B", ["A"]), ("import A.B", ["A"]),
        ("// import A", []), ("let important = 1", []), ("\"import A\"", []),
    ])
    func importsAreSeen(text: String, modules: [String]) {
        #expect(SourceFile(path: "Sources/X/a.swift", text: text).imports.map(\.module) == modules)
    }

    static let manifestText = """
        func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
            .target(name: name, dependencies: dependencies, swiftSettings: strict)
        }
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CPlatform", dependencies: ["CZstd"], cSettings: []),
        room("ComityCore"),
        room("ComityCompression", ["ComityCore", "CZstd"]),
        room(
            "ComityNode",
            [
                "ComityCore",
                "ComityCompression",
            ]),
        tool("comity-bench", ["ComityCore"]),
        tests("ComityCoreTests", ["ComityCore"]),
        """

    @Test func manifestIsRead() {
        let targets = Manifest(Self.manifestText).targets
        #expect(
            targets == [
                Manifest.Target(name: "CZstd", kind: .systemLibrary, dependencies: []),
                Manifest.Target(name: "CPlatform", kind: .other, dependencies: ["CZstd"]),
                Manifest.Target(name: "ComityCore", kind: .room, dependencies: []),
                Manifest.Target(name: "ComityCompression", kind: .room, dependencies: ["ComityCore", "CZstd"]),
                Manifest.Target(name: "ComityNode", kind: .room, dependencies: ["ComityCore", "ComityCompression"]),
                Manifest.Target(name: "comity-bench", kind: .tool, dependencies: ["ComityCore"]),
                Manifest.Target(name: "ComityCoreTests", kind: .tests, dependencies: ["ComityCore"]),
            ])
    }

    @Test(arguments: [
        ("Sources/ComityNode/a.swift", "import ComityCore", true),
        ("Sources/ComityNode/a.swift", "import CZstd", false),
        ("Sources/ComityCore/a.swift", "import ComityCompression", false),
        ("Sources/ComityCore/a.swift", "import Foundation", false),
        ("Sources/ComityCore/a.swift", "internal import Glibc", true),
        ("Sources/ComityCompression/a.swift", "import CZstd", true),
        ("Tests/ComityCoreTests/a.swift", "import Foundation\nimport Testing\nimport ComityCore", true),
        ("Sources/Elsewhere/a.swift", "", false),
    ])
    func importsAreCompared(path: String, text: String, isClean: Bool) {
        let findings = ImportCheck.findings(SourceFile(path: path, text: text), Manifest(Self.manifestText))
        #expect(findings.isEmpty == isClean)
    }

    @Test(arguments: [
        ("ComityStore", ["ComityCore", "ComityFeed"], true), ("ComityAgreement", ["ComityRecords"], true),
        ("ComityRecords", ["ComityAgreement"], false), ("ComityFeed", ["ComityStore"], false),
        ("ComityCore", ["ComityCore"], false), ("Unheard", [], false), ("comity", ["Unheard"], false),
    ])
    func layersAreKept(name: String, dependencies: [String], isClean: Bool) {
        let target = Manifest.Target(name: name, kind: .room, dependencies: dependencies)
        #expect(Layers.findings(target).isEmpty == isClean)
    }

    @Test(arguments: [
        ("Sources/ComityCore/a.swift", "let now = Date()", "Date()"),
        ("Sources/ComityStore/a.swift", "let t = ContinuousClock().now", "a clock"),
        ("Sources/ComityServer/Platform/a.swift", "clock_gettime(CLOCK_REALTIME, &t)", nil),
        ("Sources/ComityCore/a.swift", "var r = SystemRandomNumberGenerator()", "SystemRandomNumberGenerator"),
        ("Tests/X/a.swift", "let x = Int.random(in: 0..<4)", "hidden randomness"),
        ("Tests/X/a.swift", "let x = Int.random(in: 0..<4, using: &random)", nil),
        ("Tests/X/a.swift", "let x = Bool.random()", "hidden randomness"),
        ("Tests/X/a.swift", "let x = Salt.random(&random)", nil),
        ("Tests/X/a.swift", "list.shuffled()", "hidden randomness"),
        ("Sources/ComityNode/a.swift", "print(x)", "print in a library"),
        ("Sources/ComityNode/a.swift", "blueprint(x); a.print(x)", nil),
        ("Sources/comity/a.swift", "print(x)", nil),
        ("Sources/comity/a.swift", "try! x()", "try!"),
        ("Sources/ComityNode/a.swift", "func f() async {}", "waiting below ComityServer"),
        ("Sources/ComityServer/a.swift", "func f() async {}", nil),
        ("Sources/ComityNode/a.swift", "package actor Keeper {", "waiting below ComityServer"),
        ("Sources/ComityNode/a.swift", "let factor = 1 // async", nil),
        ("Sources/ComityNode/a.swift", "struct A: Codable {}", "synthesized coding"),
        ("Sources/ComityNode/a.swift", "default: fatalError(\"no\")", "fatalError"),
    ])
    func bansAreFound(path: String, text: String, name: String?) {
        let file = SourceFile(path: path, text: text)
        #expect(Ban.all.filter { !$0.findings(file).isEmpty }.map(\.name) == (name.map { [$0] } ?? []))
    }

    @Test func longLinesAreFound() {
        let line = String(repeating: "x", count: 120)
        #expect(TextChecks.longLines("\(line)\n\(line)y\n", path: "a") == ["a:2: 121 characters, at most 120"])
    }

    @Test func longLiteralsAreNoLongLines() {
        let long = String(repeating: "x", count: 130)
        let file = SourceFile(path: "a", text: "f(\"\(long)\")\n// \(long)\n\(long)()\n")
        #expect(TextChecks.longLines(file).map { $0.prefix(4) } == ["a:2:", "a:3:"])
    }

    @Test func machinePathsAreFound() {
        #expect(TextChecks.machinePaths("see /wo" + "rk/x\nand /var/lib/comity", path: "a").count == 1)
    }

    @Test func anchorsAreMadeAsGitHubDoes() {
        let page = "# The page\n## Exit codes\n```\n# no heading\n```\n### `state`, and more\n"
        #expect(TextChecks.anchors(page) == ["the-page", "exit-codes", "state-and-more"])
    }

    @Test(arguments: [
        ("/// Specs/feed.md#entry", true), ("/// Specs/feed.md", true), ("/// Specs/feed.md#entries", false),
        ("/// Specs/fed.md#entry", false), ("/// no citation", true),
    ])
    func citationsAreChecked(text: String, isClean: Bool) {
        let findings = TextChecks.brokenCitations(text, path: "a", pages: ["Specs/feed.md": ["entry"]])
        #expect(findings.isEmpty == isClean)
    }

    @Test(arguments: [
        ("[a](b.md)", true), ("[a](../README.md#x)", true), ("[a](c.md)", false), ("[a](https://example.org)", true),
        ("[a](#here)", true),
    ])
    func linksAreChecked(text: String, isClean: Bool) {
        let findings = TextChecks.brokenLinks(text, path: "docs/a.md") { ["docs/b.md", "README.md"].contains($0) }
        #expect(findings.isEmpty == isClean)
    }
}
