import ComityAgreement
import ComityNode

/// An agreement text that the user named.
struct AgreementFile {
    let path: String
    let agreement: Agreement?
    let diagnostics: [Diagnostic]

    /// Reads and checks the file, be it a text or a signed document; `-` is standard input.
    /// - Throws: exit 65 if it cannot be read.
    init(_ path: String) throws(ControlFailure) {
        let text = try Files.text(path, limitBytes: AgreementLimit.textBytes)
        guard AgreementDocument.isArmored(text) else {
            self.init(path: path, text: text)
            return
        }
        self.init(path: path, agreement: try AgreementDocument.read(armored: text, path: path).agreement)
    }

    /// A signed agreement: what is signed was checked.
    private init(path: String, agreement: Agreement) {
        self.path = path
        self.agreement = agreement
        diagnostics = []
    }

    init(path: String, text: String) {
        self.path = path
        (agreement, diagnostics) = Agreement.parse(text, file: path)
    }

    /// The agreement, its diagnostics printed on standard error.
    /// - Throws: exit 65 if a diagnostic is an error.
    func checked(_ console: Console) throws(ControlFailure) -> Agreement {
        for diagnostic in diagnostics { console.note(diagnostic.description) }
        guard let agreement else {
            let errors = diagnostics.count { $0.severity == .error }
            throw ControlFailure(
                "malformed-agreement", "`\(path)` is no agreement: \(Prose.count(Int64(errors), "error"))",
                hints: ["check it with `comity agreement check \(path)`"], exit: .badData)
        }
        return agreement
    }
}
