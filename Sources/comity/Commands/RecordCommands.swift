import ComityCore
import ComityNode

/// `comity record …`
enum RecordCommands {
    static let all: [CommandTree] = [
        .command(RecordAdd.self), .command(RecordEdit.self), .command(RecordSearch.self), .command(RecordShow.self),
        .command(RecordHistory.self), .command(RecordRetract.self), .command(RecordRestore.self),
        .command(RecordExport.self), .command(RecordImport.self),
    ]

    static let id = Argument<String>.positional(
        "ID", "the record, or the beginning of its id; agency/agreement/handle for a partner's view")
    static let type = Argument<String?>.option("type", "TYPE", "only records of this type, such as `person`")
    static let set = Argument<[Assignment]>.repeated(
        "set", "PATH=VALUE", "give a field a value, such as `names.given=Ana` or `dob=1985-03`")

    /// The assignments as the node takes them.
    static func pairs(_ assignments: [Assignment]) -> CBORValue {
        .array(assignments.map { [.text($0.path), .text($0.value)] })
    }

    /// Names what could not be read because the disk does not give what was written.
    /// - Throws: exit 1 if there is any.
    static func checkDamage(_ result: CBORValue, _ call: Call) throws(ControlFailure) {
        guard let count = result["damaged"]?.integerValue, count > 0 else { return }
        let names = Column("damaged_names", .texts).texts(result).joined(separator: ", ")
        throw ControlFailure(
            "corrupt", "\(Prose.count(count, "damaged record")) passed over: \(names)",
            hints: ["see what `comity audit verify` says of the store"], exit: .no)
    }

    /// Says that partners' records were left out because of the purpose that was named.
    static func noteIfLeftOut(_ result: CBORValue, _ call: Call) {
        guard let count = result["left_out"]?.integerValue, count > 0, let purpose = call[StandardArguments.purpose]
        else { return }
        call.console.note("\(Prose.count(count, "record")) may not be read for `\(purpose)`")
    }

    /// Says what the node found odd about the values that it took.
    static func noteWarnings(_ result: CBORValue, _ call: Call) {
        for warning in Column("warnings", .texts).texts(result) { call.console.note("warning: \(warning)") }
    }
}
