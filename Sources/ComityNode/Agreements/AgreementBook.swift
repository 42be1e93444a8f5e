package import ComityAgreement
package import ComityCore
package import ComityFeed
package import ComityStore

/// Which agreements are in force now, and the feeds that follow from them. Derived from the store; rebuilt whenever an
/// agreement, a card or the calendar changes.
package struct AgreementBook {
    /// A feed that this agency writes.
    package struct OwnFeed {
        package let id: FeedID
        package let agreement: Agreement
        package let audience: Audience
        package let projector: Projector
    }

    /// A feed that this agency may read and relay.
    package struct ForeignFeed {
        package let id: FeedID
        package let agreement: Agreement
        package let audience: Audience
    }

    package let agency: AgencyID
    /// What has become of each agreement that is known, by id.
    private var standings: [AgreementID: Standing] = [:]
    /// The newest version in force of each agreement that names this agency, by id.
    package private(set) var inForce: [AgreementID: Agreement] = [:]
    package private(set) var ownFeeds: [OwnFeed] = []
    package private(set) var foreignFeeds: [FeedID: ForeignFeed] = [:]
    /// Every complete version, also of other times: entries cite the version they were made under.
    private var versions: [AgreementID: [UInt64: Agreement]] = [:]
    /// The fields by which some clause in force decides.
    package private(set) var testedFields: Set<String> = []
    /// The first instant after which the calendar changes what is in force.
    package private(set) var nextChange: Timestamp?

    /// - Parameters:
    ///   - notices: verified ones about these agreements.
    ///   - reached: the newest version that an own feed has declared, by agreement. It stays in force though the clock
    ///     falls back behind its first instant: no feed returns to an older version.
    ///   - tokenKey: the key of the `token` transform for an agreement.
    package init(
        agency: AgencyID, agreements: [Store.StoredAgreement], notices: [AgreementNotice], now: Timestamp,
        reached: [AgreementID: UInt64] = [:],
        tokenKey: (AgreementID) -> [UInt8]
    ) {
        self.agency = agency
        for stored in agreements where stored.signed.isComplete && stored.signed.agreement.party(agency) != nil {
            let agreement = stored.signed.agreement
            versions[agreement.id, default: [:]][UInt64(agreement.version)] = agreement
        }
        for (id, stored) in Dictionary(grouping: agreements, by: { $0.signed.agreement.id }) {
            let signed = stored.map(\.signed)
            let notices = notices.filter { $0.agreement == id }
            for change in InForce.changes(for: agency, under: signed, notices: notices, after: now) {
                nextChange = nextChange.map { min($0, change) } ?? change
            }
            let standing = InForce.standing(
                of: agency, under: signed, notices: notices, reached: reached[id] ?? 0, at: now)
            standings[id] = standing
            if case .inForce(let governing) = standing { inForce[id] = governing }
        }
        for agreement in inForce.values.sorted(by: { $0.id < $1.id }) {
            addFeeds(of: agreement, tokenKey: tokenKey(agreement.id))
            for clause in agreement.clauses { testedFields.formUnion(clause.condition?.fieldNames ?? []) }
        }
    }

    /// What has become of an agreement.
    package func standing(of agreement: AgreementID) -> Standing { standings[agreement] ?? .unknown }

    /// The version of an agreement that an entry names, if all its parties have signed it.
    package func version(_ number: UInt64, of agreement: AgreementID) -> Agreement? { versions[agreement]?[number] }

    /// Whether some complete version has ever named both this agency and `peer`: what the peer sends under it may be
    /// out of date when it arrives, and is then no fault.
    package func hasShared(with peer: AgencyID) -> Bool {
        versions.values.contains { $0.values.contains { $0.party(peer) != nil } }
    }

    /// Whether an agreement in force names both this agency and `peer`.
    package func shares(with peer: AgencyID) -> Bool { inForce.values.contains { $0.party(peer) != nil } }

    /// The members of a feed's audience, if the feed follows from an agreement in force.
    package func members(of feed: FeedID) -> [AgencyID]? {
        if let foreign = foreignFeeds[feed] { return foreign.audience.members }
        return ownFeeds.first { $0.id == feed }?.audience.members
    }

    /// The feeds that both this agency and `peer` may hold, ascending.
    package func commonFeeds(with peer: AgencyID) -> [FeedID] {
        let own = ownFeeds.filter { $0.audience.members.contains(peer) }.map(\.id)
        let foreign = foreignFeeds.values.filter { $0.id.origin == peer || $0.audience.members.contains(peer) }.map(
            \.id)
        return (own + foreign).sorted()
    }

    /// The peers that hold any feed in common with this agency.
    package var partners: Set<AgencyID> {
        Set(inForce.values.flatMap { $0.parties.map(\.agency) }).subtracting([agency])
    }

    private mutating func addFeeds(of agreement: Agreement, tokenKey: [UInt8]) {
        for party in agreement.parties.map(\.agency) {
            for audience in agreement.audiences(from: party) {
                let id = FeedID(origin: party, agreement: agreement.id, audience: audience.id)
                if party == agency {
                    let projector = Projector(agreement: agreement, audience: audience, tokenKey: tokenKey)
                    ownFeeds.append(OwnFeed(id: id, agreement: agreement, audience: audience, projector: projector))
                } else if audience.members.contains(agency) {
                    foreignFeeds[id] = ForeignFeed(id: id, agreement: agreement, audience: audience)
                }
            }
        }
    }
}
