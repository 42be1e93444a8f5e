import ComityCore
import ComitySync

/// The agreements, notices and proofs that a peer has, as far as one link tells: each is sent once, and again only to a
/// peer that goes on lacking it. Specs/sync.md#documents
struct ToldDocuments {
    private struct Known {
        var signers: Set<AgencyID>
        /// When it was sent last; nil if the peer said by itself that it has it.
        var sentAt: Timestamp?
    }

    /// More than any two agencies have in common. Beyond it all is forgotten, and said once more.
    private static let limit = 8192

    private var known: [Digest: Known] = [:]

    /// The peer has a document, with these signatures.
    mutating func heard(_ document: Digest, signers: [AgencyID] = []) {
        remember(document, signers, sentAt: known[document]?.sentAt)
    }

    /// Whether a document is news to the peer, or some of its signatures are; if so it counts as sent.
    mutating func isNews(_ document: Digest, signers: [AgencyID] = [], now: Timestamp) -> Bool {
        if let known = known[document], known.signers.isSuperset(of: signers) { return false }
        remember(document, signers, sentAt: now)
        return true
    }

    /// Whether to send a document that the peer's catalogue lacks: not what has just been sent. If so it counts as
    /// sent.
    mutating func isMissed(_ document: Digest, signers: [AgencyID] = [], now: Timestamp) -> Bool {
        if let known = known[document], let sentAt = known.sentAt, known.signers.isSuperset(of: signers),
            (0..<SyncLimits.retellingMilliseconds).contains(now.milliseconds - sentAt.milliseconds)
        {
            return false
        }
        remember(document, signers, sentAt: now)
        return true
    }

    private mutating func remember(_ document: Digest, _ signers: [AgencyID], sentAt: Timestamp?) {
        if known.count >= Self.limit { known.removeAll() }
        known[document, default: Known(signers: [])].signers.formUnion(signers)
        known[document]?.sentAt = sentAt
    }
}
