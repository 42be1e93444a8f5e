import ComityAgreement
import ComityCore
import ComityNode

/// `comity agreement simulate`
enum AgreementSimulate: Command {
    static let name = "simulate"
    static let summary = "says what an agreement would let through of your records, to whom, and why not the rest"
    static let discussion = "Nothing leaves the node. The agreement may be a text that nobody has signed yet."
    static let agreement = Argument<String>.positional(
        "FILE|ID", "an agreement text, or the id of an agreement that the node knows", completion: .file)
    static let record = Argument<String?>.option("record", "ID", "only this record (default: all of this agency)")
    static let recipient = Argument<AgencyID?>.option("to", "AGENCY", "only what this agency would receive")
    static let instant = Argument<Timestamp?>.option("at", "DATE", "as if it were this date (default: now)")
    static let limit = Argument<Int>.option("limit", "N", "at most so many records", defaultValue: 100, shownAs: "100")
    static let parameters = [
        agreement.parameter, record.parameter, recipient.parameter, instant.parameter, limit.parameter,
    ]

    private static let columns = [
        Column("record"), Column("to", .texts), Column("outcome"), Column("reason"), Column("clauses", .texts),
        Column("expires", .time),
    ]
    private static let fieldColumns = [
        Column("field"), Column("outcome"), Column("clauses", .texts), Column("value"),
    ]
    private static let totals = [
        Column("disclosed", .integer), Column("redacted", .integer), Column("withheld", .integer),
    ]

    static func run(_ call: Call) throws {
        var arguments = try source(call)
        arguments["record"] = call[record].map { .text($0) }
        arguments["to"] = call[recipient].map { .text($0.text) }
        arguments["at"] = call[instant].map { .integer($0.milliseconds) }
        arguments["limit"] = .integer(Int64(call[limit]))
        var table = Table(columns)
        let result = try call.node().ask("agreement.simulate", arguments) { row in
            call.console.value(output(row))
            table.append(columns.map { $0.cell(row) })
            for field in row["fields"]?.arrayValue ?? [] {
                table.append(["  " + fieldColumns[0].cell(field), ""] + fieldCells(field))
            }
        }
        guard !call.console.isJSON else { return }
        if table.isEmpty { call.console.note("no records to try it on") }
        table.lines.forEach { call.console.line($0) }
        call.console.line(totals.map { "\($0.cell(result)) \($0.title)" }.joined(separator: ", "))
    }

    /// A file if there is one of that name, else an id.
    private static func source(_ call: Call) throws(ControlFailure) -> [String: CBORValue?] {
        let named = call[agreement]
        if named == "-" || Files.exists(named) {
            return ["agreement": .bytes(try AgreementFile(named).checked(call.console).encoded)]
        }
        guard let id = AgreementID(named) else {
            throw ControlFailure("cannot-read", "`\(named)` is neither a file nor an agreement's id", exit: .badData)
        }
        return ["id": .text(id.text)]
    }

    private static func output(_ row: CBORValue) -> JSONValue {
        guard case .object(let entries) = columns.object(row) else { return .null }
        let fields = (row["fields"]?.arrayValue ?? []).map { fieldColumns.object($0) }
        return .object(entries + [JSONMember("fields", .array(fields))])
    }

    private static func fieldCells(_ field: CBORValue) -> [String] {
        [fieldColumns[1].cell(field), fieldColumns[3].cell(field), fieldColumns[2].cell(field), ""]
    }
}
