import ComityAudit
import ComityCore
import ComityRecords
import ComityStore

/// What people decide about a pair becomes a claim of this agency. Specs/matching.md#decisions
extension Node {
    /// States that two records are the same or are not, in one step with the event that tells of it.
    func claim(_ pair: StoredPair, differs: Bool, note: String?, by actor: Actor, now: Timestamp) throws {
        try decide(pair, differs ? .rejected : .confirmed, note: note, by: actor, now: now) { names in
            let content = try linkContent(of: pair, names, differs: differs, now: now)
            var changed = differs ? try removeSameAs(names, by: actor, now: now) : []
            let links = try ownLinks(about: names)
            if let link = links.first {
                if try editInStep(link, to: content, by: actor, now: now) { changed.insert(link.ref) }
            } else {
                changed.insert(try addInStep(content, by: actor, now: now).ref)
            }
            for link in links.dropFirst() where link.retraction == nil {
                try retractInStep(link, reason: .error, by: actor, now: now)
                changed.insert(link.ref)
            }
            return changed
        }
    }

    /// Takes back what this agency says about two records.
    /// - Throws: `refused` if it says nothing.
    func unclaim(_ pair: StoredPair, note: String?, by actor: Actor, now: Timestamp) throws {
        try decide(pair, .undone, note: note, by: actor, now: now) { names in
            var changed = try removeSameAs(names, by: actor, now: now)
            for link in try ownLinks(about: names) where link.retraction == nil {
                try retractInStep(link, reason: .error, by: actor, now: now)
                changed.insert(link.ref)
            }
            guard !changed.isEmpty else {
                throw NodeError(.refused, "this agency has said nothing about match `\(Hex.encode(pair.id))`")
            }
            return changed
        }
    }

    private func decide(
        _ pair: StoredPair, _ act: PairReview.Act, note: String?, by actor: Actor, now: Timestamp,
        _ change: (NamePair) throws -> Set<RecordRef>
    ) throws {
        guard let one = try reference(to: pair.left), let other = try reference(to: pair.right),
            let names = NamePair(one, other)
        else { throw NodeError(.notFound, "match `\(Hex.encode(pair.id))` is not shown any more") }
        let kind: AuditEventKind =
            switch act {
            case .confirmed: .matchConfirmed
            case .rejected: .matchRejected
            case .undone, .noted, .assigned: .matchUndone
            }
        var isMatched = false
        do {
            try store.step {
                let changed = try change(names)
                try audit(kind, now: now, by: actor, fields: [.match(pair.id)])
                try store.append(
                    PairReview(act, at: now, author: actor.user, note: note), pair: pair.id, ends: pair.ends)
                isMatched = true
                try match(changed, now: now)
            }
            try store.finishPunctures()
        } catch {
            // The index may have taken what the store has not: then it is read anew.
            if isMatched { matcher = Matcher() }
            throw error
        }
    }

    /// The links of this agency, also retracted ones, that say something about two records, oldest first.
    private func ownLinks(about names: NamePair) throws -> [StoredRecord] {
        try store.records(naming: names.one).filter { record in
            guard let link = record.statement.content.linkClaim, link.kind != .related else { return false }
            return try NamePair(canonical(link.one), canonical(link.other)) == names
        }
    }

    /// Takes `same_as` of the pair out of own records.
    private func removeSameAs(_ names: NamePair, by actor: Actor, now: Timestamp) throws -> Set<RecordRef> {
        var changed: Set<RecordRef> = []
        for (name, target) in [(names.one, names.other), (names.other, names.one)] {
            guard case .local(let id) = name, let record = try store.record(id), record.retraction == nil else {
                continue
            }
            let content = record.statement.content
            let kept = try content[.sameAs].filter { claim in
                guard let named = RecordReference(claim.value) else { return true }
                return try canonical(named) != target
            }
            guard kept.count < content[.sameAs].count else { continue }
            _ = try editInStep(record, to: content.setting(.sameAs, to: kept), by: actor, now: now)
            changed.insert(record.ref)
        }
        return changed
    }

    /// The claim as a record: both ends, and of their envelopes what holds for both.
    private func linkContent(
        of pair: StoredPair, _ names: NamePair, differs: Bool, now: Timestamp
    ) throws -> Content {
        guard let left = presence(of: pair.left, now: now), let right = presence(of: pair.right, now: now) else {
            throw NodeError(.notFound, "match `\(Hex.encode(pair.id))` is not shown any more")
        }
        var content = Content(type: .link)
        content.set(.linkFrom, to: names.one.value)
        content.set(.linkTo, to: names.other.value)
        content.set(.linkRelation, to: .text(differs ? LinkWord.notSameAs : LinkWord.sameAs))
        let sides = [left.content, right.content]
        for field in [FieldNumber.subjectCategory, .legalBasis, .victimProtected] {
            if let value = sides[0].value(field), sides.allSatisfy({ $0[field].map(\.value) == [value] }) {
                content.set(field, to: value)
            }
        }
        let levels = sides.flatMap { $0[.tlp].map(\.value) }
        if let shape = Schema.current.type(.link)?.field(.tlp)?.shape {
            content.set(.tlp, to: Restriction.join(levels, shape: shape).map { Claim($0) })
        }
        let reviews = sides.compactMap { $0.value(.reviewBy) }.filter { $0.date?.start != nil }
        if reviews.count == sides.count,
            let first = reviews.min(by: { ($0.date?.start ?? .epoch) < ($1.date?.start ?? .epoch) })
        {
            content.set(.reviewBy, to: first)
        }
        return content
    }
}

extension StoredRecord {
    var ref: RecordRef { RecordRef(log: RecordRef.ownLog, handle: number) }
}
