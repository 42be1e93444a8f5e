import ComityCore
import ComityNode

/// `comity record show`
enum RecordShow: Command {
    static let name = "show"
    static let summary = "shows a record: who says what, and what let it reach this agency"
    static let parameters = [RecordCommands.id.parameter]

    static func run(_ call: Call) throws {
        var records: [RecordRow] = []
        let result = try call.node().ask("record.show", ["id": .text(call[RecordCommands.id])]) {
            row throws(ControlFailure) in records.append(try RecordRow(row))
        }
        let columns = [Column("id"), Column("type"), Column("matches", .texts)]
        if case .object(let fields) = columns.object(result) {
            call.console.value(.object(fields + [JSONMember("views", .array(records.map(\.output)))]))
        }
        for (index, record) in records.enumerated() {
            if index > 0 { call.console.line() }
            record.lines.forEach { call.console.line($0) }
        }
        let matches = columns[2].texts(result)
        if !matches.isEmpty { call.console.line("matches: \(matches.joined(separator: ", "))") }
    }
}
