internal import ComityCore
internal import Glibc

extension ServerError {
    /// `what` failed with this errno.
    static func system(_ what: String, errno number: Int32) -> ServerError { system(.systemCall, what, errno: number) }

    static func system(_ code: ServerErrorCode, _ what: String, errno number: Int32) -> ServerError {
        ServerError(code, "\(what): \(systemReason(number))")
    }
}

/// The system's words for an errno, in lower case.
func systemReason(_ number: Int32) -> String {
    guard let words = strerror(number) else { return "error \(number)" }
    let text = String(cString: words)
    return text.prefix(1).lowercased() + text.dropFirst()
}
