import ComityAgreement
import ComityCore
import ComityRecords
import ComityStore

/// What agencies say about two records, taken together. Specs/matching.md#claims
struct ClaimStand {
    /// Who says that they are the same, and who that they are not.
    private(set) var same: Set<AgencyID> = []
    private(set) var notSame: Set<AgencyID> = []
    let own: AgencyID

    init(own: AgencyID) { self.own = own }

    mutating func add(_ agency: AgencyID, differs: Bool) {
        if differs { notSame.insert(agency) } else { same.insert(agency) }
    }

    var isEmpty: Bool { same.isEmpty && notSame.isEmpty }
    var isConflict: Bool { !same.isEmpty && !notSame.isEmpty }

    var decision: StoredPair.Decision {
        if same.contains(own) != notSame.contains(own) { return same.contains(own) ? .confirmed : .rejected }
        if isConflict || isEmpty { return .proposed }
        return same.isEmpty ? .rejected : .confirmed
    }

    /// Whether the claims tie the records together, so that a victim's marking on one binds the other. A contradiction
    /// of partners does not undo the tie, this agency's own word does.
    var isTie: Bool { !same.isEmpty && !(notSame.contains(own) && !same.contains(own)) }
}

extension Node {
    /// The claims that a content makes, by the one name of each record.
    func claims(in content: Content, by carrier: RecordRef, named name: RecordReference) throws -> Set<StoredClaim> {
        var claims: Set<StoredClaim> = []
        for target in content[.sameAs].compactMap({ RecordReference($0.value) }) {
            if let names = NamePair(name, try canonical(target)) {
                claims.insert(StoredClaim(carrier: carrier, names: names, kind: .same))
            }
        }
        if let link = content.linkClaim, let names = NamePair(try canonical(link.one), try canonical(link.other)) {
            claims.insert(StoredClaim(carrier: carrier, names: names, kind: link.kind))
        }
        return claims
    }

    /// What is said about two records by those whose word may be read here now.
    func stand(on names: NamePair, now: Timestamp) throws -> ClaimStand {
        var stand = ClaimStand(own: agency)
        for claim in try store.claims(about: names) where claim.kind != .related {
            guard let carrier = presence(of: claim.carrier, now: now) else { continue }
            stand.add(carrier.agency, differs: claim.kind == .notSame)
        }
        return stand
    }

    /// The records that a chain of `same-as` claims ties to `name`, itself included. Complexity: O(claims about them).
    func tied(to name: RecordReference, now: Timestamp) throws -> Set<RecordReference> {
        var seen: Set<RecordReference> = [name]
        var open = [name]
        while let next = open.popLast(), seen.count < NodeLimits.clusterRecords {
            for names in Set(try store.claims(naming: next).map(\.names))
            where try stand(on: names, now: now).isTie {
                for end in [names.one, names.other] where seen.insert(end).inserted { open.append(end) }
            }
        }
        return seen
    }

    /// Whether one of several records is a victim's.
    func holdsVictim(_ names: Set<RecordReference>, now: Timestamp) throws -> Bool {
        try names.contains { try ref(of: $0).flatMap { presence(of: $0, now: now) }?.isVictim ?? false }
    }
}

extension Content {
    /// What a link says of its two ends.
    var linkClaim: (one: RecordReference, other: RecordReference, kind: StoredClaim.Kind)? {
        guard type == .link, let word = value(.linkRelation)?.text,
            let one = value(.linkFrom).flatMap({ RecordReference($0) }),
            let other = value(.linkTo).flatMap({ RecordReference($0) })
        else { return nil }
        switch word {
        case LinkWord.sameAs: return (one, other, .same)
        case LinkWord.notSameAs: return (one, other, .notSame)
        default: return (one, other, .related)
        }
    }
}

/// The words of links that say whether two records are the same.
enum LinkWord {
    static let sameAs = "same-as"
    static let notSameAs = "not-same-as"
}
