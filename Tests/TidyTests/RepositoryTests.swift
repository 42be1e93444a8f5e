import Foundation
import Testing

/// The repository against its own rules.
@Suite struct RepositoryTests {
    let repository = Repository.current

    @Test func everyImportIsDeclared() throws {
        let manifest = try manifest()
        expectNone(try code().flatMap { ImportCheck.findings($0, manifest) })
    }

    @Test func dependenciesPointDownward() throws {
        let manifest = try manifest()
        #expect(manifest.targets.count > 10)
        expectNone(manifest.targets.flatMap(Layers.findings))
    }

    @Test func bannedCallsStayInTheirRooms() throws {
        let files = try code().filter { !$0.path.hasPrefix("Tests/TidyTests/") }
        expectNone(files.flatMap { file in Ban.all.flatMap { $0.findings(file) } })
    }

    @Test func linesAreShort() throws {
        let scripts = try repository.files(in: "scripts").map { ($0, try repository.text($0) ?? "") }
        // A regular expression cannot be broken.
        let files = try code().filter { $0.path != "Tests/TidyTests/SourceFile.swift" }
        expectNone(files.flatMap(TextChecks.longLines) + scripts.flatMap { TextChecks.longLines($0.1, path: $0.0) })
    }

    @Test func citedSpecAnchorsExist() throws {
        var pages: [String: Set<String>] = [:]
        for path in try ["Specs", "docs"].flatMap({ try repository.files(in: $0, suffixes: [".md"]) }) {
            pages[path] = TextChecks.anchors(try repository.text(path) ?? "")
        }
        let files = try code().filter { !$0.path.hasPrefix("Tests/TidyTests/") }
        expectNone(files.flatMap { TextChecks.brokenCitations($0.text, path: $0.path, pages: pages) })
    }

    @Test func linksBetweenPagesLeadSomewhere() throws {
        let pages = try repository.files(suffixes: [".md"])
        expectNone(
            try pages.flatMap { path in
                TextChecks.brokenLinks(try repository.text(path) ?? "", path: path, exists: repository.exists)
            })
    }

    @Test func noFileNamesAPathOfOneMachine() throws {
        let files = try repository.files()
        expectNone(
            try files.flatMap { path in try repository.text(path).map { TextChecks.machinePaths($0, path: path) } ?? []
            }
        )
    }

    @Test func everyTargetStandsInTheArchitecture() throws {
        let page = try #require(try repository.text("docs/ARCHITECTURE.md"))
        let missing = try manifest().targets.filter { $0.kind != .tests && !page.contains($0.name) }.map(\.name)
        expectNone(missing.map { "docs/ARCHITECTURE.md does not mention `\($0)`" })
    }

    /// A checkout stays small for ever: 1 MiB holds every text and vector that a person would read.
    @Test func noFileIsLarge() throws {
        let limitBytes = 1 << 20
        let large = try repository.files().filter { try repository.sizeBytes($0) > limitBytes }
        expectNone(large.map { "`\($0)` is larger than \(limitBytes) bytes" })
    }

    /// What was once committed stays in every clone, also after it was deleted.
    @Test func noBlobInHistoryIsLarge() throws {
        let limitBytes = 1 << 20
        guard
            let objects = try git(
                "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize) %(objectname)")
        else {
            print("skipped: this is no git repository")
            return
        }
        let blobs = objects.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.first == "blob" }
        let large = blobs.filter { Int($0[1]).map { $0 > limitBytes } ?? false }
        expectNone(large.map { "blob \($0[2]) has \($0[1]) bytes" })
    }

    private func manifest() throws -> Manifest { Manifest(try #require(try repository.text("Package.swift"))) }

    private func code() throws -> [SourceFile] { try Self.everyFile.get() }

    /// Read and stripped once for all tests.
    private static let everyFile = Result {
        try Repository.current.sources(in: "Sources") + Repository.current.sources(in: "Tests")
    }

    /// The standard output of git, or nil if it fails.
    private func git(_ arguments: String...) throws -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git", "-C", repository.root] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private func expectNone(_ findings: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(findings.isEmpty, "\n\(findings.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
}
