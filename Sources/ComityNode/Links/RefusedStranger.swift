package import ComityCore

/// A connection that was refused before it became a link, as the driver audits it.
package struct RefusedStranger: Hashable, Sendable {
    /// The pin that was shown, or nil if the connection never came so far.
    package let pin: Digest?
    /// `HOST:PORT` of the other end.
    package let address: String
    /// Why, in an operator's words: lower case, one line.
    package let reason: String
    /// Refusals since the last one reported that were counted and not reported.
    package let suppressed: Int

    package init(pin: Digest?, address: String, reason: String, suppressed: Int = 0) {
        self.pin = pin
        self.address = address
        self.reason = reason
        self.suppressed = suppressed
    }
}
