package import ComityCore
import ComityCrypto

/// The recipients of one origin to whom exactly the same clauses apply; they share one feed.
/// Specs/agreement.md#audiences
package struct Audience: Hashable, Sendable {
    package let origin: AgencyID
    package let agreement: AgreementID
    /// Ascending, at least one, never the origin.
    package let members: [AgencyID]
    package let id: AudienceID

    package init(origin: AgencyID, agreement: AgreementID, members: [AgencyID]) {
        self.origin = origin
        self.agreement = agreement
        self.members = members.sorted()
        id = Self.id(origin: origin, agreement: agreement, members: self.members)
    }

    /// The first 16 bytes of the SHA-256 of `["comity-audience", agreement, origin, [members]]` in canonical CBOR.
    private static func id(origin: AgencyID, agreement: AgreementID, members: [AgencyID]) -> AudienceID {
        var writer = CBORWriter()
        writer.array(count: 4)
        writer.text("comity-audience")
        writer.text(agreement.text)
        writer.text(origin.text)
        writer.texts(members.map(\.text))
        return AudienceID(truncating: SHA256.hash(writer.bytes))
    }
}

extension Agreement {
    /// The audiences of `origin`: a partition of the parties that some clause lets receive from it, in ascending order
    /// of their first members. Empty if `origin` is no party. Complexity: O(parties × clauses).
    package func audiences(from origin: AgencyID) -> [Audience] {
        guard party(origin) != nil else { return [] }
        let membership = Membership(self)
        let applying = clauses.indices.filter { membership.contains(origin, in: clauses[$0].from ?? [.any]) }
        var members: [[Int]: [AgencyID]] = [:]
        for recipient in parties.map(\.agency).sorted() where recipient != origin {
            let signature = applying.filter { membership.contains(recipient, in: clauses[$0].to) }
            guard signature.contains(where: { clauses[$0].effect == .permit }) else { continue }
            members[signature, default: []].append(recipient)
        }
        return members.values.map { Audience(origin: origin, agreement: id, members: $0) }
            .sorted { $0.members[0] < $1.members[0] }
    }

    /// The audience of `origin` to which `recipient` belongs, if it receives anything. Complexity: as of all.
    package func audience(from origin: AgencyID, to recipient: AgencyID) -> Audience? {
        audiences(from: origin).first { $0.members.contains(recipient) }
    }
}

/// Which agencies the references of clauses name.
struct Membership {
    private let groups: [GroupID: Set<AgencyID>]

    init(_ agreement: Agreement) {
        groups = Dictionary(agreement.groups.map { ($0.id, Set($0.members)) }, uniquingKeysWith: { first, _ in first })
    }

    func contains(_ agency: AgencyID, in references: [PartyReference]) -> Bool {
        references.contains { reference in
            switch reference {
            case .any: true
            case .party(let party): party == agency
            case .group(let group): groups[group]?.contains(agency) ?? false
            }
        }
    }
}
