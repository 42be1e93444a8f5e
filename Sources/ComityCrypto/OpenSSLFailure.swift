internal import COpenSSL
internal import ComityCore

/// Empties OpenSSL's error queue into one line.
///
/// The queue belongs to the thread and is shared by everything on it: what is left in it makes the next TLS call
/// report a failure that is not its own. So each call that may fail ends here or in ``clearOpenSSLErrors()``.
func openSSLFailure(_ what: String) -> CryptoError {
    var reasons: [String] = []
    while case let code = ERR_get_error(), code != 0 {
        if let text = ERR_reason_error_string(code) { reasons.append(String(cString: text)) }
    }
    let detail = reasons.isEmpty ? "no reason given" : reasons.joined(separator: ", ")
    return CryptoError(.libraryFailed, "\(what) failed: \(detail.lowercased())", family: .local)
}

func clearOpenSSLErrors() { ERR_clear_error() }
