package import ComityCore

/// For which purposes something that a partner shows may be read. Specs/agreement.md#purposes
package enum ReadingPurposes: Hashable, Sendable {
    /// None need be named.
    case any
    /// One of these must be named; if there are none, nobody may read it.
    case only(Set<String>)

    /// Whether somebody may read who names `purpose`, or nil who names none.
    package func allow(_ purpose: String?) -> Bool {
        switch self {
        case .any: true
        case .only(let words): purpose.map(words.contains) ?? false
        }
    }

    /// What both allow.
    package func intersection(_ other: ReadingPurposes) -> ReadingPurposes {
        switch (self, other) {
        case (.any, let rest), (let rest, .any): rest
        case (.only(let left), .only(let right)): .only(left.intersection(right))
        }
    }
}

extension Clause {
    /// The purposes for which what this permit lets through may be read.
    package var purposes: ReadingPurposes { uses.isEmpty ? .any : .only(Set(uses)) }
}

extension Agreement {
    /// The purposes for which what these permits let through together may be read: each of them must allow it. A permit
    /// that this version does not have allows none. Complexity: O(permits × clauses).
    package func purposes(of permits: [ClauseID]) -> ReadingPurposes {
        permits.reduce(.any) { $0.intersection(clause($1)?.purposes ?? .only([])) }
    }

    /// The purposes that some permit from `origin` to `recipient` demands, ascending; empty if what they show may be
    /// read for any. Complexity: O(clauses).
    package func demandedPurposes(from origin: AgencyID, to recipient: AgencyID) -> [String] {
        let membership = Membership(self)
        let permits = clauses.filter { clause in
            clause.effect == .permit && membership.contains(origin, in: clause.from ?? [.any])
                && membership.contains(recipient, in: clause.to)
        }
        return Set(permits.flatMap(\.uses)).sorted()
    }
}
