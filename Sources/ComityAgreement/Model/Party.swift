package import ComityCore
package import ComityCrypto

/// A party of an agreement. Specs/agreement.md#parties
package struct Party: Hashable, Sendable {
    package let agency: AgencyID
    /// Its full name, for people; may be absent.
    package let name: String?
    package let partyClass: PartyClass
    /// `us-wa`, `de`, `int`: a code that people know.
    package let jurisdiction: String
    /// Its root public key, with which it signs.
    package let key: PublicKey

    package init(agency: AgencyID, name: String?, partyClass: PartyClass, jurisdiction: String, key: PublicKey) {
        self.agency = agency
        self.name = name
        self.partyClass = partyClass
        self.jurisdiction = jurisdiction
        self.key = key
    }
}

/// What kind of body a party is. Records of a victim service never yield tokens. Specs/agreement.md#parties
package enum PartyClass: String, Hashable, Sendable, CaseIterable {
    case police
    case prosecutor
    case financialIntelligence = "financial-intelligence"
    case fusionCentre = "fusion-centre"
    case victimService = "victim-service"
    case borderAgency = "border-agency"
    case foreign
    case international
    case other

    /// Its number in canonical bytes.
    var number: UInt64 { UInt64(Self.allCases.firstIndex(of: self)!) }

    init?(number: UInt64) {
        guard number < UInt64(Self.allCases.count) else { return nil }
        self = Self.allCases[Int(number)]
    }
}

/// A name for some parties. It means nothing else: audiences are computed.
package struct Group: Hashable, Sendable {
    package let id: GroupID
    package let members: [AgencyID]

    package init(id: GroupID, members: [AgencyID]) {
        self.id = id
        self.members = members
    }
}
