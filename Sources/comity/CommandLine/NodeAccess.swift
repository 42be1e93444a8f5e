import ComityCore
import ComityNode

/// Asks one node on behalf of one call.
struct NodeAccess {
    private let channel: any ControlChannel
    private let call: Call

    init(_ channel: any ControlChannel, call: Call) {
        self.channel = channel
        self.call = call
    }

    /// Carries out one request; rows go to `row` as they come, progress to the terminal.
    /// - Returns: the result, a map.
    @discardableResult
    func ask(
        _ name: String, _ arguments: [String: CBORValue?] = [:],
        row: (CBORValue) throws(ControlFailure) -> Void = { _ in }
    ) throws(ControlFailure) -> CBORValue {
        try channel.perform(call.request(name, arguments)) { reply throws(ControlFailure) in
            switch reply {
            case .row(let value): try row(value)
            case .progress(let done, let total, let label):
                call.console.progress(done: done, total: total, label: label)
            case .result, .failure: break
            }
            return call.console.isWanted
        }
    }

    /// Carries out one request and prints its rows: JSON lines, or a table with a remark if it is empty.
    @discardableResult
    func list(
        _ name: String, _ arguments: [String: CBORValue?] = [:], columns: [Column], ifEmpty remark: String
    ) throws(ControlFailure) -> CBORValue {
        let shown = columns.filter { !$0.isDetail }
        var table = Table(shown)
        let result = try ask(name, arguments) { row in
            if call.console.isJSON {
                call.console.value(columns.object(row))
            } else {
                table.append(shown.map { $0.cell(row) })
            }
        }
        guard !call.console.isJSON else { return result }
        if table.isEmpty { call.console.note(remark) } else { table.lines.forEach { call.console.line($0) } }
        return result
    }

    /// Carries out one request and prints its result: an object, or one line for each key that has a value.
    @discardableResult
    func describe(
        _ name: String, _ arguments: [String: CBORValue?] = [:], columns: [Column]
    ) throws(ControlFailure) -> CBORValue {
        let result = try ask(name, arguments)
        call.console.value(columns.object(result))
        call.console.description(of: result, columns)
        return result
    }
}

extension Console {
    /// One line `title  value` for each column that has a value in `row`; nothing under `--json`.
    func description(of row: CBORValue, _ columns: [Column]) {
        let entries = columns.map { ($0.title, $0.cell(row)) }.filter { !$0.1.isEmpty }
        let width = entries.map(\.0.count).max() ?? 0
        for (title, text) in entries { line(Prose.padded(title, to: width) + "  " + text) }
    }
}
