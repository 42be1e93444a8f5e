/// The description of one flag, option or positional argument: what the parser, help and completion need to know.
struct Parameter: Sendable {
    enum Form: Sendable {
        case flag
        case option(placeholder: String)
        case positional(placeholder: String)
    }

    enum Occurrence: Sendable {
        case optional
        case required
        case repeated
        case atLeastOnce
    }

    /// What bash offers for the value.
    enum Completion: Sendable {
        case nothing
        case file
        case folder
    }

    /// Without dashes; of a positional, only a key.
    let name: String
    let short: Character?
    let form: Form
    let occurrence: Occurrence
    let help: String
    let defaultText: String?
    let allowedValues: [String]
    let expectation: String
    let completion: Completion
    /// The typed value that a text spells, or nil.
    let value: @Sendable (String) -> (any Sendable)?

    /// How the user writes it: `--type`, `FILE`.
    var spelling: String {
        switch form {
        case .flag, .option: "--\(name)"
        case .positional(let placeholder): placeholder
        }
    }

    var isPositional: Bool { if case .positional = form { true } else { false } }
    var isFlag: Bool { if case .flag = form { true } else { false } }
    var isRequired: Bool { occurrence == .required || occurrence == .atLeastOnce }
    var isRepeatable: Bool { occurrence == .repeated || occurrence == .atLeastOnce }
}
