/// One command that a user can type; each is a file under `Commands/`.
protocol Command: SendableMetatype {
    /// The last word of the command: `add` of `comity record add`.
    static var name: String { get }
    /// One line: what it does, third person, lower case, no final period.
    static var summary: String { get }
    /// What a user should know beyond the options; paragraphs are separated by a line break.
    static var discussion: String { get }
    /// What it takes beyond ``StandardArguments``, in the order of help.
    static var parameters: [Parameter] { get }

    /// - Throws: ``ControlFailure`` or an error of a room; `main` prints it and exits as it says.
    static func run(_ call: Call) throws
}

extension Command {
    static var discussion: String { "" }
    static var parameters: [Parameter] { [] }
}

/// The commands as a tree, from which parsing, help and completion work.
struct CommandTree: Sendable {
    let name: String
    let summary: String
    let discussion: String
    let parameters: [Parameter]
    let children: [CommandTree]
    /// Nil for a group, which does nothing by itself.
    let run: (@Sendable (Call) throws -> Void)?

    static func command(_ type: (some Command).Type) -> CommandTree {
        CommandTree(
            name: type.name, summary: type.summary, discussion: type.discussion, parameters: type.parameters,
            children: [], run: { try type.run($0) })
    }

    static func group(
        _ name: String, _ summary: String, discussion: String = "", _ children: [CommandTree]
    ) -> CommandTree {
        CommandTree(
            name: name, summary: summary, discussion: discussion, parameters: [], children: children, run: nil)
    }

    func child(_ name: String) -> CommandTree? { children.first { $0.name == name } }
}
