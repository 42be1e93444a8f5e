package import ComityAgreement
package import ComityCore
package import ComityRecords

/// What one agreement lets leave one origin for some recipients, decided in the most obvious way. Specs/agreement.md
///
/// Written from the spec alone and slow: it compiles nothing, looks everything up by name and tries every instant. The
/// compiled ``Projector`` and ``Admission`` are compared with it on random agreements and records, and the
/// demonstration recomputes from it what a partner may hold.
package struct ReferencePolicy: Sendable {
    package let agreement: Agreement
    package let origin: AgencyID
    package let members: [AgencyID]
    let tokenKey: [UInt8]

    package init(agreement: Agreement, origin: AgencyID, members: [AgencyID], tokenKey: [UInt8]) {
        self.agreement = agreement
        self.origin = origin
        self.members = members.sorted()
        self.tokenKey = tokenKey
    }

    /// What leaves: the content and the permits; nil if nothing does.
    package struct Result: Hashable, Sendable {
        package let content: Content
        package let permits: [ClauseID]
        package let redactions: [ClauseID]
    }

    /// Whether the recipient may read what these permits let through, for `purpose` or for none named.
    package func mayRead(_ permits: [ClauseID], for purpose: String?) -> Bool {
        for id in permits {
            guard let permit = agreement.clause(id) else { return false }
            if permit.uses.isEmpty { continue }
            guard let purpose, permit.uses.contains(purpose) else { return false }
        }
        return true
    }

    // MARK: Audiences

    /// The clauses that apply between `origin` and `recipient`, in the order of the agreement.
    package static func applying(_ agreement: Agreement, from origin: AgencyID, to recipient: AgencyID) -> [Clause] {
        agreement.clauses.filter { clause in
            (clause.from ?? [.any]).contains { names($0, origin, agreement) }
                && clause.to.contains { names($0, recipient, agreement) }
        }
    }

    private static func names(_ reference: PartyReference, _ agency: AgencyID, _ agreement: Agreement) -> Bool {
        switch reference {
        case .any: return true
        case .party(let party): return party == agency
        case .group(let id):
            for group in agreement.groups where group.id == id { return group.members.contains(agency) }
            return false
        }
    }

    /// The members of each audience of `origin`.
    package static func audiences(_ agreement: Agreement, from origin: AgencyID) -> Set<Set<AgencyID>> {
        let others = agreement.parties.map(\.agency).filter { $0 != origin }
        var audiences: Set<Set<AgencyID>> = []
        for recipient in others {
            let clauses = applying(agreement, from: origin, to: recipient).map(\.id)
            guard clauses.contains(where: { agreement.clause($0)?.effect == .permit }) else { continue }
            audiences.insert(
                Set(others.filter { applying(agreement, from: origin, to: $0).map(\.id) == clauses }))
        }
        return audiences
    }

    /// Every member has the same clauses: those of the first.
    var clauses: [Clause] {
        guard let first = members.first else { return [] }
        return Self.applying(agreement, from: origin, to: first)
    }

    var isVictimService: Bool { agreement.party(origin)?.partyClass == .victimService }
}
