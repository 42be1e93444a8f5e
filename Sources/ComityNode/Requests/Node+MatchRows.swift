import ComityCore
import ComityRecords
import ComityStore

/// Pairs and clusters as they may be shown at this moment. Specs/matching.md#review
extension Node {
    /// A pair as it stands now, whether or not linkage has come so far; nil if one of its records may not be read, or
    /// nothing is left of it.
    func shown(_ pair: StoredPair, now: Timestamp) throws -> StoredPair? {
        guard presence(of: pair.left, now: now) != nil, presence(of: pair.right, now: now) != nil,
            let names = try names(of: pair)
        else { return nil }
        let stand = try stand(on: names, now: now)
        guard pair.isScored || !stand.isEmpty else { return nil }
        var shown = pair
        shown.decision = stand.decision
        shown.isConflict = stand.isConflict
        return shown
    }

    func row(_ pair: StoredPair, now: Timestamp) throws -> CBORValue {
        let claims = try names(of: pair).map { try claimRows($0, now: now) } ?? []
        let reviews = try store.reviews(of: pair.id)
        let last = reviews.last { [.confirmed, .rejected].contains($0.act) }
        let isOwn = claims.contains { $0["agency"]?.textValue == agency.text }
        let isDecided = pair.decision != .proposed
        let decider = isOwn ? last?.author ?? agency.text : claims.first?["agency"]?.textValue
        return .object([
            ("id", .text(Hex.encode(pair.id))), ("left", try side(pair.left)), ("right", try side(pair.right)),
            ("weight", .integer(MatchTrace.milli(pair.weight))), ("probability", .ppm(pair.probability)),
            ("decision", .text(pair.decision.word)), ("decided_by", isDecided ? decider.map { .text($0) } : nil),
            ("decided_at", isDecided && isOwn ? last.map { .time($0.at) } : nil),
            ("note", reviews.last { $0.note != nil }?.note.map { .text($0) }),
            ("conflict", .boolean(pair.isConflict)), ("suspended", .boolean(pair.isSuspended)),
            ("assigned", pair.assigned.map { .text($0) }), ("claims", .array(claims)),
        ])
    }

    private func names(of pair: StoredPair) throws -> NamePair? {
        guard let one = try reference(to: pair.left), let other = try reference(to: pair.right) else { return nil }
        return NamePair(one, other)
    }

    /// Who says what about two records, as far as it may be read now.
    private func claimRows(_ names: NamePair, now: Timestamp) throws -> [CBORValue] {
        try store.claims(about: names).compactMap { claim in
            guard claim.kind != .related, let carrier = presence(of: claim.carrier, now: now) else { return nil }
            return [
                "agency": .text(carrier.agency.text),
                "says": .text(claim.kind == .same ? LinkWord.sameAs : LinkWord.notSameAs),
                "record": .text(try name(of: claim.carrier).record),
            ]
        }
    }

    private func side(_ ref: RecordRef) throws -> CBORValue {
        let name = try name(of: ref)
        return ["agency": .text(name.agency.text), "record": .text(name.record)]
    }

    // MARK: Clusters

    func listClusters(_ arguments: RequestArguments) throws -> ControlAnswer {
        let prefix = try arguments.optionalText("id")?.lowercased()
        let ref = try arguments.optionalText("record").map(recordRef)
        let limit = Int(clamping: try arguments.optionalInteger("limit") ?? 100)
        var last: Int64 = 0
        var found = 0
        return .job(
            PagedJob { [self] now in
                if try linkageStep(now: now) { return ([linkageProgress()], .none) }
                let heads = try store.clusterHeads(after: last, limit: NodeLimits.rowsPerStep)
                let wanted = try ref.map { try store.clusterMember($0)?.cluster ?? 0 }
                var rows: [ControlReply] = []
                for head in heads where found < limit {
                    last = head.since
                    guard prefix.map({ Hex.encode(head.key).hasPrefix($0) }) ?? true,
                        wanted.map({ $0 == head.since }) ?? true, let row = try clusterRow(head, now: now)
                    else { continue }
                    rows.append(.row(row))
                    found += 1
                }
                let ends = heads.isEmpty || found == limit
                let result: CBORValue = ["found": .count(found), "cut": .boolean(!heads.isEmpty)]
                return (rows, ends ? .some(result) : .none)
            })
    }

    /// A cluster as far as its members may be read now; nil if fewer than two may.
    private func clusterRow(_ head: ClusterMember, now: Timestamp) throws -> CBORValue? {
        let members = try store.clusterMembers(head.since).map(\.ref).filter { presence(of: $0, now: now) != nil }
        guard members.count > 1 else { return nil }
        var persons: [RecordRef: Int] = [:]
        var isConflict = false
        for ref in members where persons[ref] == nil {
            let number = Set(persons.values).count + 1
            for same in try cluster(of: ref, now: now) where members.contains(same) { persons[same] = number }
        }
        for ref in members {
            for pair in try store.pairs(of: ref).compactMap({ try shown($0, now: now) }) {
                let isWithin = persons[pair.left] != nil && persons[pair.left] == persons[pair.right]
                isConflict = isConflict || pair.isConflict || (pair.decision == .rejected && isWithin)
            }
        }
        let rows = try members.map { ref in
            try side(ref).adding([("person", .count(persons[ref] ?? 0))])
        }
        return [
            "cluster": .text(Hex.encode(head.key)), "members": .array(rows), "conflict": .boolean(isConflict),
            "related": .array(try related(to: members, now: now)),
        ]
    }

    /// The records that a link of another word than same and not same names together with one of `members`.
    private func related(to members: [RecordRef], now: Timestamp) throws -> [CBORValue] {
        var rows: [CBORValue] = []
        for ref in members {
            guard let name = try reference(to: ref) else { continue }
            for claim in try store.claims(naming: name) where claim.kind == .related {
                let other = claim.names.one == name ? claim.names.other : claim.names.one
                guard let carrier = presence(of: claim.carrier, now: now),
                    let word = carrier.content.value(.linkRelation)?.text, let end = try self.ref(of: other),
                    !members.contains(end), presence(of: end, now: now) != nil
                else { continue }
                rows.append(try side(end).adding([("rel", .text(word)), ("said_by", .text(carrier.agency.text))]))
            }
        }
        return rows
    }

    /// The records that claims call the same as `ref` now, itself included.
    func cluster(of ref: RecordRef, now: Timestamp) throws -> [RecordRef] {
        var seen: Set<RecordRef> = [ref]
        var open = [ref]
        while let next = open.popLast(), seen.count < NodeLimits.clusterRecords {
            for pair in try store.pairs(of: next) where try shown(pair, now: now)?.decision == .confirmed {
                for end in [pair.left, pair.right] where seen.insert(end).inserted { open.append(end) }
            }
        }
        return seen.sorted()
    }
}
