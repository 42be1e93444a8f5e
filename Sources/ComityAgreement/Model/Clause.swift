package import ComityCore

/// One rule of an agreement. Specs/agreement.md#clauses
package struct Clause: Hashable, Sendable {
    package let id: ClauseID
    package let effect: Effect
    package let shares: [Share]
    /// Whose records it speaks of; nil for every party's.
    package let from: [PartyReference]?
    package let to: [PartyReference]
    /// When it applies; nil for always.
    package let condition: Condition?
    /// How long after a record's last statement the clause permits it; nil for as long as the agreement holds.
    package let retain: Period?
    package let onward: Onward
    /// What recipients may use it for; empty for every purpose of the agreement.
    package let uses: [String]

    package init(
        id: ClauseID, effect: Effect, shares: [Share], from: [PartyReference]?, to: [PartyReference],
        condition: Condition?, retain: Period?, onward: Onward, uses: [String]
    ) {
        self.id = id
        self.effect = effect
        self.shares = shares
        self.from = from
        self.to = to
        self.condition = condition
        self.retain = retain
        self.onward = onward
        self.uses = uses
    }
}

/// What a clause does with what it shares: `withhold` beats `redact` beats `permit`.
package enum Effect: UInt8, Hashable, Sendable, CaseIterable {
    case permit, redact, withhold

    package var word: String {
        switch self {
        case .permit: "permit"
        case .redact: "redact"
        case .withhold: "withhold"
        }
    }
}

/// Whether recipients may share what they received with others. Only `none` exists yet.
package enum Onward: UInt8, Hashable, Sendable {
    case none
}

/// One or several parties, as a clause names them.
package enum PartyReference: Hashable, Sendable {
    /// Every party.
    case any
    case party(AgencyID)
    case group(GroupID)

    package var text: String {
        switch self {
        case .any: "any"
        case .party(let agency): agency.text
        case .group(let group): group.text
        }
    }
}

/// What a clause speaks of: everything, a record type, or some fields of a type. Specs/agreement.md#shares
package enum Share: Hashable, Sendable {
    /// Every field of every type.
    case any
    /// Every field of one type.
    case type(String)
    /// Some fields of one type; never empty.
    case fields(type: String, [SharedField])
}

/// A field or a part of one (`names`, `names.given`), as it is or transformed.
package struct SharedField: Hashable, Sendable {
    package let path: String
    package let transform: Transform?

    package init(path: String, transform: Transform?) {
        self.path = path
        self.transform = transform
    }
}

/// A form that says less. Specs/agreement.md#transforms
package enum Transform: UInt8, Hashable, Sendable, CaseIterable {
    /// A date becomes its year.
    case year = 1
    /// A name becomes its initials.
    case initials
    /// An address becomes its region and country.
    case region
    /// A value becomes a keyed token: equal values stay equal, nothing else can be told.
    case token

    package var word: String {
        switch self {
        case .year: "year"
        case .initials: "initials"
        case .region: "region"
        case .token: "token"
        }
    }

    package init?(word: String) {
        guard let transform = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = transform
    }
}
