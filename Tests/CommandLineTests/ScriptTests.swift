import Foundation
import Testing

@Suite struct ScriptTests {
    static let names = [
        "agreement", "completion", "damage", "help", "import-handling", "init", "link-errors", "link", "match",
        "records", "usage", "version",
    ]

    @Test(arguments: names)
    func everyLineIsAsWritten(name: String) throws {
        let file = ScriptRunner.scriptsFolder.appending(path: "\(name).txt")
        let script = Script(try String(contentsOf: file, encoding: .utf8))
        #expect(!script.steps.isEmpty)
        let runner = try ScriptRunner(name: name)
        for step in script.steps {
            let outcome = try runner.run(step.command)
            let place = "scripts/\(name).txt:\(step.line)"
            #expect(
                Script.matches(outcome.output, step.output),
                "\(place): standard output was\n\(outcome.output.joined(separator: "\n"))")
            #expect(
                Script.matches(outcome.errors, step.errors),
                "\(place): standard error was\n\(outcome.errors.joined(separator: "\n"))")
            #expect(outcome.exit == step.exit, "\(place)")
        }
        try runner.remove()
    }

    @Test func everyScriptIsRun() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: ScriptRunner.scriptsFolder.path)
        #expect(files.sorted() == Self.names.map { "\($0).txt" })
    }

    @Test func scriptsAreRead() {
        let script = Script("# comment\n$ a b\nout\n\n! err\n? 64\n\n$ c\n")
        #expect(script.steps.map(\.command) == ["a b", "c"])
        #expect(script.steps[0].output == ["out"])
        #expect(script.steps[0].errors == ["err"])
        #expect(script.steps[0].exit == 64)
        #expect(script.steps[1].line == 8)
    }

    @Test(arguments: [
        (["a"], ["a"], true), (["a"], ["b"], false), (["a 1 b"], ["a ... b"], true), (["a 1 c"], ["a ... b"], false),
        (["a", "b", "c"], ["...", "c"], true), (["a"], ["...", "c"], false), ([], [], true), ([], ["..."], true),
        (["a", "b"], ["a"], false),
    ])
    func patternsMatch(lines: [String], expected: [String], matches: Bool) {
        #expect(Script.matches(lines, expected) == matches)
    }
}
