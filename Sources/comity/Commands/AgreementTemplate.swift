import ComityAgreement
import ComityCore

/// `comity agreement template`
enum AgreementTemplateCommand: Command {
    static let name = "template"
    static let summary = "prints a commented agreement to start from"

    static func run(_ call: Call) {
        call.console.value(["text": .string(AgreementTemplate.text)])
        if !call.console.isJSON { call.console.raw(AgreementTemplate.text) }
    }
}
