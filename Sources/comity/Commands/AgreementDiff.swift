import ComityAgreement
import ComityCore

/// `comity agreement diff`
enum AgreementDiff: Command {
    static let name = "diff"
    static let summary = "compares two agreement texts item by item: parties, groups, clauses"
    static let discussion = "Layout, comments and order do not count. Lines begin with - for before and + for after."
    static let before = Argument<String>.positional("BEFORE", "the older text", completion: .file)
    static let after = Argument<String>.positional("AFTER", "the newer text", completion: .file)
    static let parameters = [before.parameter, after.parameter]

    static func run(_ call: Call) throws {
        let older = try AgreementFile(call[before]).checked(call.console)
        let newer = try AgreementFile(call[after]).checked(call.console)
        let differences = AgreementItems(newer).differences(from: AgreementItems(older))
        call.console.value([
            "before": reference(older), "after": reference(newer),
            "differences": .array(
                differences.map { difference in
                    [
                        "item": .string(difference.name), "before": difference.before.map { .string($0) } ?? .null,
                        "after": difference.after.map { .string($0) } ?? .null,
                    ]
                }),
        ])
        if differences.isEmpty { call.console.line("no difference") }
        for difference in differences {
            for line in lines(difference.before) { call.console.line("-\(line)") }
            for line in lines(difference.after) { call.console.line("+\(line)") }
        }
    }

    private static func reference(_ agreement: Agreement) -> JSONValue {
        [
            "id": .string(agreement.id.text), "version": .integer(Int64(agreement.version)),
            "digest": .string(agreement.digest.description),
        ]
    }

    private static func lines(_ text: String?) -> [Substring] { text?.split(separator: "\n") ?? [] }
}
