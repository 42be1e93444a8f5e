import ComityCore
import ComityNode
import Testing

@testable import comity

@Suite struct OutputTests {
    @Test func tableAligns() {
        var table = Table(titles: ["name", "n", "note"], alignsRight: [false, true, false])
        table.append(["a", "10", ""])
        table.append(["longer", "9", ""])
        #expect(table.lines == ["NAME     N", "a       10", "longer   9"])
    }

    @Test func longCellsAreCutAndControlsReplaced() {
        var table = Table(titles: ["x"], alignsRight: [false])
        table.append([String(repeating: "y", count: 61)])
        table.append(["a\u{1B}[31mb\n"])
        #expect(table.lines[1].count == 60)
        #expect(table.lines[2] == "a\u{FFFD}[31mb\u{FFFD}")
    }

    @Test(arguments: [
        (0.0, 2, "0.00"), (1.005, 1, "1.0"), (-0.004, 2, "0.00"), (-1.5, 0, "-2"), (12.3456, 3, "12.346"),
    ])
    func decimalsAreRounded(value: Double, places: Int, text: String) {
        #expect(Decimal.text(value, places: places) == text)
    }

    @Test func columnsReadRows() {
        let row: CBORValue = ["at": 0, "w": -1500, "p": 999_950, "l": ["a", "b"], "t": 5, "b": true]
        let columns = [
            Column("at", .time), Column("w", .milli), Column("p", .ppm), Column("l", .texts), Column("t"),
            Column("missing"), Column("none", .texts), Column("b", .boolean),
        ]
        #expect(
            columns.object(row).text
                == #"{"at":"1970-01-01T00:00:00Z","w":-1.5,"p":0.99995,"l":["a","b"],"t":null,"missing":null,"#
                + #""none":[],"b":true}"#)
        #expect(
            columns.map { $0.cell(row) } == ["1970-01-01T00:00:00Z", "-1.50", "1.0000", "a, b", "", "", "", "yes"])
    }

    @Test func wrappingKeepsWords() {
        #expect(Prose.wrapped("aa bb cc dddddddd e", width: 5) == ["aa bb", "cc", "dddddddd", "e"])
        #expect(Prose.list(["a", "b", "c"], joining: "or") == "a, b or c")
    }

    @Test func progressIsErasedBeforeOutput() {
        var errors = ""
        var output = ""
        let console = Console(
            isJSON: false, rewritesErrors: true,
            output: {
                output += $0
                return .taken
            },
            errors: {
                errors += $0
                return .taken
            })
        console.progress(done: 1, total: 2, label: "reading")
        console.line("done")
        #expect(output == "done\n")
        #expect(errors == "\rreading: 1 of 2\r" + String(repeating: " ", count: 15) + "\r")
    }

    @Test func aClosedReaderIsNoticed() throws {
        let console = Console(isJSON: true, rewritesErrors: false, output: { _ in .unread }, errors: { _ in .taken })
        console.value(.null)
        #expect(!console.isWanted)
        try console.checkOutput()
    }

    /// A result that is lost is an error, whatever the command has done.
    @Test func outputThatCannotBeWrittenIsAnError() {
        let console = Console(
            isJSON: false, rewritesErrors: false, output: { _ in .failed(reason: "no space left on device") },
            errors: { _ in .taken })
        console.line("a result")
        #expect(
            throws: ControlFailure(
                "cannot-write", "cannot write to standard output: no space left on device", exit: .cannotWrite)
        ) {
            try console.checkOutput()
        }
    }
}
