import ComityCore
import ComityLinkage

/// `comity link …`
enum LinkCommands {
    static let all: [CommandTree] = [
        .command(LinkTable.self), .command(LinkExplain.self), .command(LinkBlocking.self), .command(LinkCurve.self),
        .command(LinkLabel.self),
    ]

    /// The files of a command that takes one or two.
    static func paths(_ call: Call) -> [String] {
        [call[LinkageArguments.left]] + [call[LinkageArguments.right]].compactMap { $0 }
    }

    static func json(_ quality: Quality) -> JSONValue {
        [
            "precision": .decimal(quality.precision), "recall": .decimal(quality.recall), "f1": .decimal(quality.f1),
        ]
    }

    /// `a` and `b` with the id, for JSON.
    static func json(_ name: RowName) -> JSONValue {
        ["source": .string(name.letter), "id": .string(name.idText)]
    }
}
