package import ComityCore

/// Why a request or a command was not carried out: what the user reads, and the exit status.
///
/// Specs/control.md#failures
package struct ControlFailure: ComityError, Equatable {
    /// Hints beyond this count would bury the error.
    package static let hintLimit = 2

    package let code: String
    package let reason: String
    package let hints: [String]
    package let exit: ExitCode

    package init(_ code: String, _ reason: String, hints: [String] = [], exit: ExitCode) {
        self.code = code
        self.reason = reason
        self.hints = Array(hints.prefix(Self.hintLimit))
        self.exit = exit
    }

    /// An error of a room, with the exit status that its code asks for.
    package init(_ error: any ComityError) {
        if let failure = error as? ControlFailure {
            self = failure
        } else {
            self.init(error.code, error.reason, hints: Self.hints(for: error.code), exit: Self.exit(for: error.code))
        }
    }

    private static func hints(for code: String) -> [String] {
        code == "wrong-passphrase" ? ["name its file with `--passphrase-file FILE` or COMITY_PASSPHRASE_FILE"] : []
    }

    package var family: ErrorFamily { exit == .badData || exit == .usage ? .peer : .local }
    package var description: String { "\(code): \(reason)" }

    private static func exit(for code: String) -> ExitCode {
        switch code {
        case "not-found", "purpose-required", "refused", "not-offered": .no
        case "busy", "locked", "home-locked": .locked
        case "full", "cannot-write", "read-only", "home-unusable", "key-file": .cannotWrite
        case "connect-failed", "control-failed", "bind-failed", "unreachable": .unreachable
        default: .badData
        }
    }
}
