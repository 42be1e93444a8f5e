import ComityAudit
import ComityCore
import ComityLinkage
import ComityRecords
import ComityStore

/// `match.*`
extension Node {
    func answerMatch(
        _ name: String, _ arguments: RequestArguments, by actor: Actor, now: Timestamp
    ) throws -> ControlAnswer {
        switch name {
        case "match.list": return try listMatches(arguments, now: now)
        case "match.show": return try showMatch(arguments, by: actor, now: now)
        case "match.why": return try whyMatch(arguments, by: actor, now: now)
        case "match.confirm": return .result(try decide(arguments, .confirmed, by: actor, now: now))
        case "match.reject": return .result(try decide(arguments, .rejected, by: actor, now: now))
        case "match.undo": return .result(try decide(arguments, .undone, by: actor, now: now))
        case "match.assign": return .result(try review(arguments, .assigned, by: actor, now: now))
        case "match.note": return .result(try review(arguments, .noted, by: actor, now: now))
        case "match.clusters": return try listClusters(arguments)
        case "match.stats": return matchStats()
        case "match.train": return try trainMatches(arguments, by: actor)
        default: throw NodeError(.invalid, "this node does not offer `\(name)`")
        }
    }

    private func listMatches(_ arguments: RequestArguments, now: Timestamp) throws -> ControlAnswer {
        var filter = Store.PairFilter()
        filter.decision = try arguments.optionalText("decision").map(decision)
        filter.record = try arguments.optionalText("record").map(recordRef)
        filter.partner = try arguments.optionalText("partner").map { try AgencyID(parsing: $0) }
        filter.assigned = try arguments.optionalText("assigned")
        filter.leastProbability = Double(try arguments.optionalInteger("min_probability") ?? 0) / 1_000_000
        let limit = Int(clamping: try arguments.optionalInteger("limit") ?? 100)
        let soon = now.adding(days: MatchUrgency.soonDays)
        var rest = try store.pairIDs(filter, soon: soon)[...]
        var found = 0
        return .job(
            PagedJob { [self] now in
                var rows: [ControlReply] = []
                while rows.count < NodeLimits.rowsPerStep, found < limit, let id = rest.popFirst() {
                    guard let pair = try store.pair(id: id), let shown = try shown(pair, now: now) else { continue }
                    // What was derived before and is not so at this moment is not what was asked for.
                    guard filter.decision.map({ $0 == shown.decision }) ?? true else { continue }
                    rows.append(.row(try row(shown, now: now)))
                    found += 1
                }
                let ends = rest.isEmpty || found == limit
                let result: CBORValue = ["found": .count(found), "cut": .boolean(!rest.isEmpty)]
                return (rows, ends ? .some(result) : .none)
            })
    }

    private func decision(_ word: String) throws -> StoredPair.Decision {
        guard let decision = StoredPair.Decision(word: word) else {
            throw NodeError(.invalid, "`\(word)` is no decision: use proposed, confirmed or rejected")
        }
        return decision
    }

    /// A pair by the beginning of its id, as far as it may be shown now.
    private func pair(_ arguments: RequestArguments, now: Timestamp) throws -> StoredPair {
        let text = try arguments.text("id").lowercased()
        guard text.count >= NodeLimits.idPrefixDigits, text.allSatisfy({ $0.isHexDigit && $0.isASCII }) else {
            throw NodeError(.notFound, "`\(text.prefix(80))` is no match id")
        }
        let pairs = try store.pairs(idPrefix: text)
        guard let pair = try pairs.first.flatMap({ try shown($0, now: now) }) else {
            throw NodeError(.notFound, "no match `\(text)` is here")
        }
        guard pairs.count == 1 else { throw NodeError(.ambiguous, "`\(text)` begins several match ids") }
        return pair
    }

    private func showMatch(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let pair = try pair(arguments, now: now)
        let reading = Reading(.records, at: self, by: actor)
        let rows = try [pair.left, pair.right].compactMap { try opened($0, by: reading, now: now) }
        let notes = try store.reviews(of: pair.id).map { review in
            CBORValue.object([
                ("at", .time(review.at)), ("by", .text(review.author)), ("act", .text(review.act.word)),
                ("assigned", review.assigned.map { .text($0) }), ("note", review.note.map { .text($0) }),
            ])
        }
        return .rows(rows, result: try row(pair, now: now).adding([("notes", .array(notes))]))
    }

    private func whyMatch(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let pair = try pair(arguments, now: now)
        let reading = Reading(.records, at: self, by: actor)
        let left = try values(try opened(pair.left, by: reading, now: now))
        let right = try values(try opened(pair.right, by: reading, now: now))
        let trace = pair.trace.isEmpty ? nil : try MatchTrace(decoding: pair.trace)
        let rows = (trace?.parts ?? []).map { part in
            CBORValue.object([
                ("field", .text(part.field)), ("left", .text(left[part.field] ?? "")),
                ("right", .text(right[part.field] ?? "")), ("level", .text(part.level)),
                ("weight", .integer(part.weightMilli)),
            ])
        }
        return .rows(
            rows,
            result: try row(pair, now: now).adding([
                ("prior", .integer(trace?.priorMilli ?? 0)), ("rule", .text(pair.isScored ? "live" : "claim")),
            ]))
    }

    /// One side of a match, if it may be read now.
    private func opened(_ ref: RecordRef, by reading: Reading, now: Timestamp) throws -> CBORValue? {
        guard let row = try row(ref, now: now) else { return nil }
        return try reading.open([row], now: now).opened.first
    }

    /// What linkage saw of a record, for the person who reviews; only what may be read now.
    private func values(_ row: CBORValue?) throws -> [String: String] {
        guard let bytes = row?["content"]?.bytesValue,
            let values = PersonProjection.values(try Content(decoding: bytes))
        else { return [:] }
        let pairs = zip(PersonProjection.fields, values).map { ($0.name, $1.joined(separator: ", ")) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private func decide(
        _ arguments: RequestArguments, _ act: PairReview.Act, by actor: Actor, now: Timestamp
    ) throws -> CBORValue {
        let pair = try pair(arguments, now: now)
        let note = try note(arguments)
        switch act {
        case .confirmed, .rejected:
            try claim(pair, differs: act == .rejected, note: note, by: actor, now: now)
        case .undone, .noted, .assigned: try unclaim(pair, note: note, by: actor, now: now)
        }
        return try decided(pair, now: now)
    }

    private func review(
        _ arguments: RequestArguments, _ act: PairReview.Act, by actor: Actor, now: Timestamp
    ) throws -> CBORValue {
        var pair = try pair(arguments, now: now)
        let note = try note(arguments)
        let assigned = try arguments.optionalText("assigned").flatMap { $0.isEmpty ? nil : $0 }
        guard act == .assigned || note != nil else { throw NodeError(.invalid, "a note needs words") }
        let review = PairReview(act, at: now, author: actor.user, assigned: assigned, note: note)
        try store.step {
            try store.append(review, pair: pair.id, ends: pair.ends)
            guard act == .assigned else { return }
            pair.assigned = assigned
            try store.save(pair)
        }
        return try row(pair, now: now)
    }

    private func note(_ arguments: RequestArguments) throws -> String? {
        guard let note = try arguments.optionalText("note"), !note.isEmpty else { return nil }
        guard note.utf8.count <= PairReview.noteLimitBytes else {
            throw NodeError(
                .invalid, "a note of \(note.utf8.count) bytes is over the limit of \(PairReview.noteLimitBytes)")
        }
        return note
    }

    /// The pair after a decision; of one that only a claim had brought about, as it was, with nothing decided.
    private func decided(_ pair: StoredPair, now: Timestamp) throws -> CBORValue {
        if let stored = try store.pair(pair.ends) { return try row(stored, now: now) }
        var gone = pair
        gone.decision = .proposed
        gone.isConflict = false
        return try row(gone, now: now)
    }

    // MARK: Training

    private func trainMatches(_ arguments: RequestArguments, by actor: Actor) throws -> ControlAnswer {
        let isTrial = try arguments.flag("dry_run")
        return .job(
            PagedJob { [self] now in
                if try linkageStep(now: now) { return ([linkageProgress()], .none) }
                let report = try train(isTrial: isTrial, by: actor, now: now)
                let rows = try report.changes.prefix(NodeLimits.trainingChangesTold).map { change in
                    ControlReply.row(
                        try row(change.pair, now: now).adding([
                            ("change", .text(change.appears ? "appears" : "disappears"))
                        ]))
                }
                let appearing = report.changes.count { $0.appears }
                let result: CBORValue = [
                    "dry_run": .boolean(isTrial), "rows": .count(report.rows),
                    "threshold_before": .ppm(report.formerThreshold), "threshold": .ppm(report.threshold),
                    "pairs_appearing": .count(appearing),
                    "pairs_disappearing": .count(report.changes.count - appearing),
                    "pairs_kept": .count(report.keptPairs), "clusters_appearing": .count(report.appearingClusters),
                    "clusters_disappearing": .count(report.disappearingClusters),
                ]
                return (rows, .some(result))
            })
    }

    /// What is left to do before linkage has seen everything.
    func linkageProgress() -> ControlReply {
        .progress(done: Int64(matcher.index?.count ?? 0), total: nil, label: "matching")
    }

    private func matchStats() -> ControlAnswer {
        .job(
            PagedJob { [self] now in
                if try linkageStep(now: now) { return ([linkageProgress()], .none) }
                let model = try store.linkageModel()
                let clusters = try store.clusterSizes()
                let result = CBORValue.object([
                    ("rows", .count(matcher.index?.count ?? 0)),
                    ("proposed", .integer(try store.pairCount(decision: .proposed))),
                    ("confirmed", .integer(try store.pairCount(decision: .confirmed))),
                    ("rejected", .integer(try store.pairCount(decision: .rejected))),
                    ("conflicts", .integer(try store.conflictCount())),
                    ("suspended", .integer(try store.suspendedCount())),
                    ("clusters", .integer(clusters.count)), ("largest_cluster", .integer(clusters.largest)),
                    ("model", .text(model == nil ? "untrained" : "trained")),
                    ("trained_at", model.map { .time($0.trainedAt) }),
                    ("trained_rows", model.map { .integer($0.rows) }),
                    ("threshold", .ppm(matcher.index?.model.thresholdProbability ?? 0)),
                ])
                let crowded = (matcher.index?.crowdedValues() ?? []).prefix(NodeLimits.crowdedTold).map { value in
                    ControlReply.row([
                        "rule": .text(value.rule), "kinds": .texts(value.kinds.map(\.rawValue)),
                        "records": .count(value.rowCount),
                    ])
                }
                return (crowded, .some(result))
            })
    }
}

extension StoredPair.Decision {
    var word: String {
        switch self {
        case .proposed: "proposed"
        case .confirmed: "confirmed"
        case .rejected: "rejected"
        }
    }

    init?(word: String) {
        guard let decision = [Self.proposed, .confirmed, .rejected].first(where: { $0.word == word }) else {
            return nil
        }
        self = decision
    }
}

extension PairReview.Act {
    var word: String {
        switch self {
        case .noted: "noted"
        case .assigned: "assigned"
        case .confirmed: "confirmed"
        case .rejected: "rejected"
        case .undone: "undone"
        }
    }
}

extension CBORValue {
    /// A fraction in millionths.
    static func ppm(_ fraction: Double) -> CBORValue { .integer(Int64((fraction * 1_000_000).rounded())) }

    /// A map with further entries; those without a value are left out.
    func adding(_ pairs: [(String, CBORValue?)]) -> CBORValue {
        guard case .map(let entries) = self, case .map(let more) = CBORValue.object(pairs) else { return self }
        return .map(entries + more)
    }
}
