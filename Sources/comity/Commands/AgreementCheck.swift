import ComityAgreement
import ComityCore
import ComityNode

/// `comity agreement check`
enum AgreementCheck: Command {
    static let name = "check"
    static let summary = "checks an agreement text and lists what is wrong, with file, line and column"
    static let discussion = "Exit status 1 if there is an error; warnings do not count."
    static let file = Argument<String>.positional("FILE", "the agreement text, - for standard input", completion: .file)
    static let parameters = [file.parameter]

    static func run(_ call: Call) throws {
        let checked = try AgreementFile(call[file])
        let isSound = checked.agreement != nil
        call.console.value([
            "agreement": checked.agreement.map { .string($0.id.text) } ?? .null,
            "version": checked.agreement.map { .integer(Int64($0.version)) } ?? .null,
            "digest": checked.agreement.map { .string($0.digest.description) } ?? .null, "sound": .boolean(isSound),
            "diagnostics": .array(checked.diagnostics.map(output)),
        ])
        for diagnostic in checked.diagnostics { call.console.line(diagnostic.description) }
        if let agreement = checked.agreement {
            call.console.line("\(agreement.id) version \(agreement.version) is sound: sha256 \(agreement.digest)")
        } else {
            throw ControlFailure.answeredNo
        }
    }

    private static func output(_ diagnostic: Diagnostic) -> JSONValue {
        [
            "file": .string(diagnostic.file), "line": .integer(Int64(diagnostic.line)),
            "column": .integer(Int64(diagnostic.column)), "severity": .string(diagnostic.severity.rawValue),
            "message": .string(diagnostic.message),
        ]
    }
}
