import ComityCore

/// `comity audit show`
enum AuditShow: Command {
    static let name = "show"
    static let summary = "shows one audit event with its place in the log and the proof of it"
    static let index = Argument<Int>.positional("INDEX", "the event's number in the log")
    static let parameters = [index.parameter]
    static let columns =
        AuditCommands.columns
        + [Column("salt"), Column("leaf"), Column("proof", .texts), Column("checkpoint", isDetail: true)]

    static func run(_ call: Call) throws {
        let result = try call.node().ask("audit.show", ["index": .integer(Int64(call[index]))])
        let entry = result["entry"]?.bytesValue.map { JSONValue.string(Hex.encode($0)) } ?? .null
        if case .object(let fields) = columns.object(result) {
            call.console.value(.object(fields + [JSONMember("entry", entry)]))
        }
        call.console.description(of: result, columns.filter { !$0.isDetail })
        if let checkpoint = result["checkpoint"]?.textValue, !call.console.isJSON {
            call.console.line()
            checkpoint.split(separator: "\n", omittingEmptySubsequences: false).forEach { call.console.line("  \($0)") }
        }
    }
}
