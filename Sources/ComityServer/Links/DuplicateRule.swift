package import ComityCore
package import ComityNode

/// Which of two established links between the same two agencies stays. Both ends come to the same answer without
/// asking, whatever the order in which they see them. `docs/operating.md#peering`
package enum DuplicateRule {
    package struct Candidate: Hashable, Sendable {
        package let link: LinkID
        package let isOutbound: Bool
        /// Whether something was received within ``ServerLimits/freshMilliseconds``.
        package let isFresh: Bool

        package init(link: LinkID, isOutbound: Bool, isFresh: Bool) {
            self.link = link
            self.isOutbound = isOutbound
            self.isFresh = isFresh
        }
    }

    /// The link to close. `newer` was established just now.
    ///
    /// Dialed by the same side: that side has given the older one up. Dialed by both: the one that the agency with the
    /// lower id dialed stays, unless nothing was heard on it for longer than a heartbeat.
    package static func loser(older: Candidate, newer: Candidate, own: AgencyID, peer: AgencyID) -> LinkID {
        guard older.isOutbound != newer.isOutbound, older.isFresh else { return older.link }
        let olderWasDialedByLower = older.isOutbound == (own < peer)
        return olderWasDialedByLower ? newer.link : older.link
    }
}
