import ComityCore
import ComityNode
import ComityRecords

/// `comity record import`
enum RecordImport: Command {
    static let name = "import"
    static let summary = "imports records from a CSV file; importing it again updates them"
    static let discussion = """
        A row is identified by the source (the file's name, or --source) and its id. Rows that cannot be read are \
        refused and named, the others are imported. Exit status 65 if none was, or under --strict if any was refused.
        """
    static let file = Argument<String?>.optionalPositional("FILE", "the file, - for standard input", completion: .file)
    static let fields = Argument<String>.option(
        "fields", "MAP.json", "which column is which field", defaultValue: "auto", shownAs: "auto, by header and values"
    )
    static let source = Argument<String?>.option(
        "source", "NAME", "where the rows come from (default: the file's name)")
    static let strict = Argument<Bool>.flag("strict", "import nothing if any row would be refused")
    static let undo = Argument<String?>.option(
        "undo", "SOURCE", "retract everything that was imported from this source")
    static let parameters = [
        file.parameter, fields.parameter, source.parameter, RecordCommands.set.parameter, strict.parameter,
        undo.parameter,
    ]

    static func run(_ call: Call) throws {
        if let source = call[undo] {
            try undoImport(of: source, call)
        } else if let path = call[file] {
            try importFile(path, call)
        } else {
            throw ControlFailure(
                "usage", "`comity record import` needs `FILE` or `--undo SOURCE`",
                hints: ["see `comity record import --help`"], exit: .usage)
        }
    }

    private static func undoImport(of source: String, _ call: Call) throws {
        guard call[file] == nil else {
            throw ControlFailure("usage", "`--undo` takes no file", exit: .usage)
        }
        let result = try call.node().ask("record.import.undo", ["source": .text(source)])
        call.console.value([Column("source"), Column("retracted", .integer)].object(result))
        call.console.line("\(Prose.count(result["retracted"]?.integerValue ?? 0, "record")) of \(source) retracted")
    }

    private static func importFile(_ path: String, _ call: Call) throws {
        let map = try map(call)
        let name = try sourceName(path, call)
        if call[strict] { try checkEveryRow(path, map, call) }
        let node = try call.node()
        var tally = Tally()
        var reading = ImportFile(map: map, defaults: defaults(call))
        var type = ""
        do {
            try reading.read(
                path,
                onPlan: { plan in
                    type = plan.map.type
                    explain(plan, call)
                },
                send: { batch, rows throws(ControlFailure) in
                    let result = try node.ask(
                        "record.import", ["source": .text(name), "type": .text(type), "rows": .array(batch)])
                    tally.add(result)
                    call.console.progress(done: rows, total: nil, label: "rows of \(name)")
                })
        } catch {
            // What was committed before stays, and importing again goes on from there.
            if tally.total > 0 { report(reading.hearing(tally), tally, call) }
            throw error
        }
        reading = reading.hearing(tally)
        report(reading, tally, call)
        guard tally.total > 0, !(call[strict] && reading.refused > 0) else {
            throw ControlFailure(
                "refused-rows", tally.total == 0 ? "no row of `\(path)` was imported" : "some rows were refused",
                exit: .badData)
        }
    }

    /// Reads the file to its end and sends nothing.
    /// - Throws: exit 65 if a row would be refused. Standard input can be read only once and is refused.
    private static func checkEveryRow(_ path: String, _ map: FieldMap?, _ call: Call) throws(ControlFailure) {
        guard path != "-" else {
            throw ControlFailure("usage", "`--strict` needs a file that can be read twice", exit: .usage)
        }
        var trial = ImportFile(map: map, defaults: defaults(call))
        try trial.read(path, onPlan: { _ in }, send: { _, _ in })
        guard trial.refused > 0 else { return }
        report(trial, Tally(), call, isSilent: true)
        throw ControlFailure(
            "refused-rows", "nothing was imported: \(Prose.count(trial.refused, "row")) of `\(path)` cannot be",
            exit: .badData)
    }

    private static func map(_ call: Call) throws -> FieldMap? {
        guard call[fields] != "auto" else { return nil }
        let map = try FieldMapFile.read(call[fields])
        return FieldMap(
            type: map.type, idColumn: map.idColumn, defaults: map.defaults + defaults(call), entries: map.entries)
    }

    private static func defaults(_ call: Call) -> [FieldMap.Setting] {
        call[RecordCommands.set].map { FieldMap.Setting(path: $0.path, value: $0.value) }
    }

    private static func sourceName(_ path: String, _ call: Call) throws(ControlFailure) -> String {
        if let name = call[source] { return name }
        guard path != "-" else {
            throw ControlFailure(
                "usage", "rows from standard input need a source", hints: ["add `--source NAME`"], exit: .usage)
        }
        return String(path.split(separator: "/").last ?? "")
    }

    /// Says once what becomes of each column, and why.
    private static func explain(_ plan: ImportPlan, _ call: Call) {
        if let word = delimiterWord(plan.delimiter) { call.console.note("its cells are divided by \(word)") }
        for column in plan.inference ?? [] {
            call.console.note("column `\(column.column)`: \(decision(column)): \(column.reason)")
        }
        if plan.inference == nil, !plan.unmappedColumns.isEmpty {
            let names = plan.unmappedColumns.map { "`\($0)`" }.joined(separator: ", ")
            call.console.note("not imported, because the map does not name them: \(names)")
        }
        if plan.map.idColumn == nil {
            call.console.note(
                "no column is the id: a row is known by its line, so import this file again only with lines in place")
        }
    }

    /// Nil for the comma, which goes without saying.
    private static func delimiterWord(_ delimiter: UInt8) -> String? {
        switch delimiter {
        case UInt8(ascii: ";"): "semicolons"
        case UInt8(ascii: "\t"): "tabs"
        default: nil
        }
    }

    private static func decision(_ column: ColumnInference) -> String {
        switch column.decision {
        case .id: "id"
        case .kind(let kind, _): kind.rawValue
        case .field(let path): path.description
        case .ignored: "ignored"
        case .unmapped: "not imported"
        }
    }

    /// How many problems people see; `--json` has more.
    private static let shownProblems = 20

    private static func report(
        _ reading: ImportFile, _ tally: Tally, _ call: Call, isSilent: Bool = false
    ) {
        for problem in reading.problems.prefix(shownProblems) {
            let column = problem.column.map { ", column `\($0)`" } ?? ""
            call.console.note("line \(problem.line)\(column): \(problem.reason)")
        }
        if reading.problems.count > shownProblems {
            call.console.note("and \(reading.problems.count - shownProblems) more problems: see them with `--json`")
        }
        call.console.value(output(reading, tally))
        guard !isSilent else { return }
        call.console.line(
            "\(Prose.count(reading.rows, "row")): \(tally.imported) imported, \(tally.updated) updated, "
                + "\(tally.unchanged) unchanged, \(reading.refused) refused, "
                + Prose.count(reading.warnings, "warning"))
    }

    private static func output(_ reading: ImportFile, _ tally: Tally) -> JSONValue {
        let problems = reading.problems.map { problem -> JSONValue in
            [
                "line": .integer(Int64(problem.line)), "column": problem.column.map { .string($0) } ?? .null,
                "reason": .string(problem.reason),
            ]
        }
        return [
            "rows": .integer(reading.rows), "imported": .integer(tally.imported),
            "updated": .integer(tally.updated), "unchanged": .integer(tally.unchanged),
            "refused": .integer(reading.refused), "warnings": .integer(reading.warnings),
            "problems": .array(problems),
        ]
    }
}

extension ImportFile {
    /// This reading with what the node said of single rows.
    fileprivate func hearing(_ tally: RecordImport.Tally) -> ImportFile {
        var heard = self
        for (line, reason) in tally.refused { heard.refuse(line: line, reason: reason) }
        for (line, record) in tally.retracted {
            heard.warn(
                line: line,
                reason: "record `\(record.prefix(8))` was retracted and stays so: see `comity record restore`")
        }
        return heard
    }
}

extension RecordImport {
    /// What the node did with the rows that it was given.
    fileprivate struct Tally {
        var imported: Int64 = 0
        var updated: Int64 = 0
        var unchanged: Int64 = 0
        /// Line and reason.
        var refused: [(Int, String)] = []
        /// Line and record: retracted by a person, and left so.
        var retracted: [(Int, String)] = []

        var total: Int64 { imported + updated + unchanged }

        mutating func add(_ result: CBORValue) {
            imported += result["imported"]?.integerValue ?? 0
            updated += result["updated"]?.integerValue ?? 0
            unchanged += result["unchanged"]?.integerValue ?? 0
            refused += Self.lines(result["refused"])
            retracted += Self.lines(result["retracted"])
        }

        private static func lines(_ list: CBORValue?) -> [(Int, String)] {
            (list?.arrayValue ?? []).compactMap { item in
                guard let pair = item.arrayValue, pair.count == 2, let line = pair[0].integerValue,
                    let text = pair[1].textValue
                else { return nil }
                return (Int(line), text)
            }
        }
    }
}
