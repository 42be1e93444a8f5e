package import ComityCore
package import ComityCrypto

/// One version of an agreement: who shares what with whom, on which conditions. Specs/agreement.md#agreement
///
/// A value of this type is well formed: the checks of Specs/agreement.md#checks hold, whether it came from text or
/// from canonical bytes. Whether it is signed and in force is another question: ``SignedAgreement``, ``InForce``.
package struct Agreement: Hashable, Sendable {
    package let id: AgreementID
    /// From 1; each version after the first names its predecessor.
    package let version: UInt32
    package let title: String
    /// What the parties work together for; the first is the main purpose.
    package let purposes: [String]
    package let authorities: [Authority]
    /// The first instant at which the agreement holds.
    package let effective: Timestamp
    /// The first instant at which it holds no longer.
    package let until: Timestamp
    /// How often the parties review it; a reminder, nothing stops by itself.
    package let review: Period?
    /// The digest of the version before; nil for version 1.
    package let predecessor: Digest?
    package let parties: [Party]
    package let groups: [Group]
    package let clauses: [Clause]

    package init(
        id: AgreementID, version: UInt32, title: String, purposes: [String], authorities: [Authority],
        effective: Timestamp, until: Timestamp, review: Period?, predecessor: Digest?, parties: [Party],
        groups: [Group], clauses: [Clause]
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.purposes = purposes
        self.authorities = authorities
        self.effective = effective
        self.until = until
        self.review = review
        self.predecessor = predecessor
        self.parties = parties
        self.groups = groups
        self.clauses = clauses
    }

    /// Complexity: O(parties).
    package func party(_ agency: AgencyID) -> Party? { parties.first { $0.agency == agency } }

    package func clause(_ id: ClauseID) -> Clause? { clauses.first { $0.id == id } }

    /// Whether the dates hold at `now`. Signatures and newer versions are ``InForce``'s business.
    package func datesHold(at now: Timestamp) -> Bool { effective <= now && now < until }

    /// Whether a signer of this text must refuse `other`: the same version of the same agreement in other words.
    ///
    /// A signer keeps the digests of what it signed and never signs two texts of one version number.
    /// Specs/agreement.md#signatures
    package func conflicts(with other: Agreement) -> Bool {
        id == other.id && version == other.version && digest != other.digest
    }

    /// The first party that the agreement names with another root key than the one that is known to be its own.
    ///
    /// Signatures prove no more than that whoever holds a key agreed to it: whose key it is, a reader knows from itself
    /// and from the cards that its administrator took. Specs/agreement.md#keys
    /// - Parameter roots: the root keys of this agency and of every agency whose card is held.
    package func impostor(by roots: [AgencyID: PublicKey]) -> AgencyID? {
        parties.first { party in roots[party.agency].map { $0 != party.key } ?? false }?.agency
    }
}

/// The legal ground on which one party acts.
package struct Authority: Hashable, Sendable {
    package let agency: AgencyID
    package let text: String

    package init(agency: AgencyID, text: String) {
        self.agency = agency
        self.text = text
    }
}
