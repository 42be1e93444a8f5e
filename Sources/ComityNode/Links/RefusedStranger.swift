package import ComityCore

/// A connection that was refused before it became a link, as the driver audits it.
package struct RefusedStranger: Hashable, Sendable {
    /// Why, as the trail tells it.
    package enum Cause: String, Hashable, Sendable {
        /// No card has this pin.
        case notPinned = "not-pinned"
        /// Another key than that of the peer which was dialled.
        case wrongPin = "wrong-pin"
        case noCertificate = "no-certificate"
        case handshakeFailed = "handshake-failed"
        case tooManyConnections = "too-many-connections"
        /// A known peer has too many links.
        case tooManyLinks = "too-many-links"
    }

    /// The pin that was shown, or nil if the connection never came so far.
    package let pin: Digest?
    /// `HOST:PORT` of the other end.
    package let address: String
    package let cause: Cause
    /// Why, in an operator's words: lower case, one line.
    package let reason: String

    package init(pin: Digest?, address: String, cause: Cause, reason: String) {
        self.pin = pin
        self.address = address
        self.cause = cause
        self.reason = reason
    }
}
