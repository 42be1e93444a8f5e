package import ComityCore

/// What an agency tells partners about its node: who it is, its keys and where it answers. Specs/card.md
///
/// A value that anybody can make; a ``SignedCard`` is what the agency's root key stands for.
package struct NodeCard: Sendable, Hashable {
    /// The version of the format that is written and read.
    package static let version: UInt64 = 1
    /// The longest name in bytes: three lines of a terminal.
    package static let nameLimitBytes = 240
    /// A node has few addresses; a peer tries each.
    package static let endpointLimit = 16
    /// One key a month for years would fit: who needs more sets up a new root.
    package static let retiredLimit = 64

    package var agency: AgencyID
    /// As people know the agency.
    package var name: String
    /// Spelled as a name: `us-wa`.
    package var jurisdiction: String
    /// The class of agency, spelled as a name: `police`, `victim-service`.
    package var agencyClass: String
    /// Signs cards and agreements; kept offline if the agency wishes.
    package var rootKey: PublicKey
    /// Signs feeds, checkpoints and heartbeats.
    package var nodeKey: PublicKey
    /// SHA-256 of the SubjectPublicKeyInfo of the node's TLS certificate.
    package var tlsPin: Digest
    /// `host:port`, most wanted first.
    package var endpoints: [String]
    /// Counts the cards of one root, from 1; the highest is in force.
    package var sequence: UInt64
    package var issuedAt: Timestamp
    /// From this instant on the card is worth nothing.
    package var expiresAt: Timestamp
    /// Earlier node keys, in order of retirement.
    package var retired: [RetiredKey]

    package init(
        agency: AgencyID, name: String, jurisdiction: String, agencyClass: String, rootKey: PublicKey,
        nodeKey: PublicKey, tlsPin: Digest, endpoints: [String], sequence: UInt64, issuedAt: Timestamp,
        expiresAt: Timestamp, retired: [RetiredKey] = []
    ) {
        self.agency = agency
        self.name = name
        self.jurisdiction = jurisdiction
        self.agencyClass = agencyClass
        self.rootKey = rootKey
        self.nodeKey = nodeKey
        self.tlsPin = tlsPin
        self.endpoints = endpoints
        self.sequence = sequence
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.retired = retired
    }

    /// Whether `key` speaks for the node over a checkpoint of `size` leaves of `log`: the present key over any, a
    /// retired one up to its last good size.
    package func accepts(_ key: PublicKey, log: String, size: UInt64) -> Bool {
        key == nodeKey || retired.contains { $0.key == key && $0.covers(log: log, size: size) }
    }

    /// The card that follows: a new node key, the present one retired with its last good sizes.
    package func rotating(
        to nodeKey: PublicKey, lastGood sizes: [LogSize], now: Timestamp, expiresAt: Timestamp
    ) -> NodeCard {
        var next = self
        next.retired.append(RetiredKey(key: self.nodeKey, retiredAt: now, sizes: sizes))
        next.nodeKey = nodeKey
        next.sequence += 1
        next.issuedAt = now
        next.expiresAt = expiresAt
        return next
    }
}
