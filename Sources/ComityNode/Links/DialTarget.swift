package import ComityCore

/// A peer that the node wants a link to.
package struct DialTarget: Hashable, Sendable {
    package let agency: AgencyID
    /// SHA-256 of the peer's SubjectPublicKeyInfo; a link to anybody else is refused.
    package let pin: Digest
    /// `HOST:PORT` or `[IPv6]:PORT`, tried in order; at most ``ServerLimits/endpointsPerPeer`` are.
    package let endpoints: [String]

    package init(agency: AgencyID, pin: Digest, endpoints: [String]) {
        self.agency = agency
        self.pin = pin
        self.endpoints = endpoints
    }
}
