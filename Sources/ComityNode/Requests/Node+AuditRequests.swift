import ComityAudit
import ComityCore
import ComityCrypto
import ComityMerkle
import ComityStore

/// `audit.*`
extension Node {
    func answerAudit(
        _ name: String, _ arguments: RequestArguments, by actor: Actor, now: Timestamp
    ) throws -> ControlAnswer {
        switch name {
        case "audit.list": return try listEvents(arguments, by: actor, now: now)
        case "audit.show": return .result(try showEvent(arguments, by: actor, now: now))
        case "audit.verify": return try verifyTrail(now: now)
        case "audit.export": return try exportTrail(by: actor, now: now)
        default: throw NodeError(.invalid, "this node does not offer `\(name)`")
        }
    }

    private func listEvents(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let filter = try EventFilter(arguments, at: self)
        let follows = try arguments.flag("follow")
        var remaining = try arguments.optionalInteger("limit") ?? .max
        var next = LeafIndex(UInt64(max(0, try arguments.optionalInteger("from") ?? 0)))
        let end = follows ? UInt64.max : try store.auditSize().value
        try auditTrailRead(begin: next.value, end: follows ? nil : max(end, next.value), by: actor, now: now)
        return .job(
            EventJob { [self] in
                var rows: [ControlReply] = []
                var read = 0
                try store.forEachAuditEvent(from: next) { index, encoded, _ in
                    guard index.value < end else { return false }
                    next = LeafIndex(index.value + 1)
                    read += 1
                    let event = try AuditEvent(decoding: encoded)
                    if remaining > 0, try filter.admits(event, at: index, of: self) {
                        rows.append(.row(eventRow(event, index)))
                        remaining -= 1
                    }
                    return read < NodeLimits.itemsPerStep && rows.count < NodeLimits.rowsPerStep && remaining > 0
                }
                let isEnd = remaining <= 0 || read < NodeLimits.itemsPerStep && rows.count < NodeLimits.rowsPerStep
                if isEnd, follows, remaining > 0 { return (rows, .after(milliseconds: EventJob.followMilliseconds)) }
                return (rows, isEnd ? .result(["size": .count(try store.auditSize().value)]) : .again)
            })
    }

    private func eventRow(_ event: AuditEvent, _ index: LeafIndex) -> CBORValue {
        var pairs: [(String, CBORValue?)] = [
            ("index", .count(index.value)), ("at", .time(event.time)), ("kind", .text(event.kind.name)),
        ]
        let columns: Set<String> = ["agency", "agreement", "record", "clauses", "purpose", "case", "user"]
        for field in event.rendered where columns.contains(field.key) {
            switch field.value {
            case .text(let text): pairs.append((field.key, .text(text)))
            case .number(let number): pairs.append((field.key, .count(number)))
            case .texts(let texts): pairs.append((field.key, .texts(texts)))
            }
        }
        if !event.detail.isEmpty { pairs.append(("detail", .text(event.detail))) }
        return .object(pairs)
    }

    private func showEvent(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
        let index = LeafIndex(UInt64(max(0, try arguments.integer("index"))))
        guard let encoded = try store.auditEvent(index) else {
            throw NodeError(.notFound, "the trail has no event \(index)")
        }
        let event = try AuditEvent(decoding: encoded)
        try auditTrailRead(begin: index.value, end: index.value + 1, by: actor, now: now)
        try signTrailNow(now: now)
        guard let head = try store.newestAuditHead(), head.size.value > index.value,
            case .map(let pairs) = eventRow(event, index)
        else { throw NodeError(.notFound, "no checkpoint covers event \(index) yet") }
        let proof = try store.auditProof(of: index, size: head.size)
        return .map(
            pairs + [
                CBORPair("salt", try salt(of: event, at: index).map { .text(Hex.encode($0)) } ?? .null),
                CBORPair("leaf", .text(TreeHash.leaf(encoded).description)), CBORPair("entry", .bytes(encoded)),
                CBORPair("proof", .texts(proof.map(\.description))),
                CBORPair("checkpoint", .text(String(decoding: head.note, as: UTF8.self))),
            ])
    }

    /// The salt of what an event commits to, as long as it can be had: whoever has the words too can show that it is
    /// they.
    private func salt(of event: AuditEvent, at index: LeafIndex) throws -> [UInt8]? {
        switch event.kind {
        case .queried, .importFinished, .importUndone: return salt(ofEvent: index)
        case .recordAdded, .recordEdited:
            guard let record = event.record, let commitment = event.commitment else { return nil }
            return try store.salt(of: commitment, to: record)
        default: return try store.auditList(index)?.salt
        }
    }

    /// Signs the trail's head now if it has grown.
    private func signTrailNow(now: Timestamp) throws {
        nextTrailHead = 0
        try signTrail(now: now)
    }

    // MARK: Verification

    private func verifyTrail(now: Timestamp) throws -> ControlAnswer {
        let isMarkLost = try isMarkLost()
        // What is there now: the trail of a running node grows while it is read. Nothing is signed here: what was
        // changed must not get a signature before it was looked at.
        let end = try store.auditEnd()
        var verifier = try trailVerifier(end: end)
        var next = LeafIndex(0)
        var counted: (events: UInt64, unsigned: UInt64)?
        var rest = try storeVerification()
        var isWhole = true
        return .job(
            PagedJob { [self] _ in
                if let counted {
                    let (found, isDone) = try rest.read(atMost: NodeLimits.itemsPerStep)
                    isWhole = isWhole && found.isEmpty
                    return (
                        found.map { fault($0.table, $0.place, $0.reason) },
                        isDone
                            ? [
                                "events": .count(counted.events), "unsigned": .count(counted.unsigned),
                                "verified": .boolean(isWhole),
                            ] : nil
                    )
                }
                var read = 0
                try store.forEachAuditEvent(from: next) { index, encoded, _ in
                    guard index < end else { return false }
                    try verifier.add(index, encoded, list: try store.auditList(index))
                    next = LeafIndex(index.value + 1)
                    read += 1
                    return read < NodeLimits.itemsPerStep
                }
                let progress = ControlReply.progress(
                    done: Int64(next.value), total: Int64(end.value), label: "rehashing")
                guard read < NodeLimits.itemsPerStep else { return ([progress], nil) }
                let report = try verifier.finish()
                var faults = report.faults.map { fault($0.file, $0.place, $0.reason) }
                faults += report.losses.map {
                    fault(
                        $0.file, $0.place, "signed over \($0.size) events, of which those from \($0.told) on are lost")
                }
                if isMarkLost {
                    faults.append(
                        fault(Self.markFile, trail.origin, "the last signed size is gone, though heads were signed"))
                }
                counted = (report.events, report.events - min(report.events, report.signedEvents))
                isWhole = faults.isEmpty
                return (faults, nil)
            })
    }

    private static let markFile = "keys/signed"

    private func fault(_ file: String, _ place: String, _ reason: String) -> ControlReply {
        .row(["file": .text(file), "place": .text(place), "reason": .text(reason)])
    }

    /// Whether the key folder has forgotten the trail. After the epoch's first head alone that may be a crash between
    /// the two.
    private func isMarkLost() throws -> Bool {
        guard store.signedSizes[trail.origin] == nil else { return false }
        let firstLine = Array("\(trail.origin)\n".utf8)
        return try store.auditHeads().count { $0.note.starts(with: firstLine) } > 1
    }

    private func trailVerifier(end: LeafIndex) throws -> TrailVerifier {
        let heads = try store.auditHeads().map { (place: "size \($0.size)", note: $0.note) }
        let remembered = store.signedSizes.marks(ofAllEpochs: trail.originPrefix).map { epoch, mark in
            ExpectedRoot(
                file: Self.markFile, place: AuditTrail(agency: agency, epoch: epoch).origin, size: mark.size,
                root: mark.root)
        }
        let files = TrailFiles(entries: "audit", tiles: "audit.hash", lists: "audit_list", checkpoints: "audit_head")
        return TrailVerifier(
            trail, key: identity.signer.publicKey, checkpoints: heads, remembered: remembered, files: files
        ) { [store] id in try store.auditTile(id, end: end) }
    }

    // MARK: Export

    private func exportTrail(by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        try auditTrailRead(begin: 0, end: try store.auditSize().value, by: actor, now: now)
        try signTrailNow(now: now)
        // Everything is cut at the size of the checkpoint that goes with it: the trail grows meanwhile.
        let head = try store.newestAuditHead()
        let size = head?.size ?? .zero
        let end = LeafIndex(size.value)
        var tiles = TileID.all(in: size.value)[...]
        var files = 0
        let key = try NoteKey(name: trail.origin, kind: .ed25519, key: identity.signer.publicKey).text
        return .job(
            PagedJob { [self] _ in
                var replies: [ControlReply] = []
                if files == 0, let head { replies.append(file("checkpoint", head.note)) }
                for id in tiles.prefix(NodeLimits.tilesPerStep) {
                    guard let tile = try store.auditTile(id, end: end) else { continue }
                    let width = id.width(in: size.value)
                    replies.append(file(id.path(width: width), tile))
                    if id.level == 0 {
                        replies.append(file(id.entriesPath(width: width), try store.auditEntryBundle(id, end: end)))
                    }
                }
                tiles = tiles.dropFirst(NodeLimits.tilesPerStep)
                files += replies.count
                let result: CBORValue = [
                    "files": .count(files), "size": .count(size.value), "key": .text(key),
                ]
                return (replies, tiles.isEmpty ? .some(result) : .none)
            })
    }

    private func file(_ path: String, _ bytes: [UInt8]) -> ControlReply {
        .row(["path": .text(path), "bytes": .bytes(bytes)])
    }
}

/// A list of events, which may go on for as long as somebody follows it.
private final class EventJob: ControlJob {
    static let followMilliseconds: Int64 = 250

    private let page: () throws -> ([ControlReply], ControlStep.Next)

    init(_ page: @escaping () throws -> ([ControlReply], ControlStep.Next)) { self.page = page }

    func step(now: Timestamp) -> ControlStep {
        do {
            let (rows, next) = try page()
            return ControlStep(rows, next: next)
        } catch {
            return ControlStep(next: .failure(ControlFailure(caught: error)))
        }
    }

    func cancel() {}
}

/// Which events a list shows.
private struct EventFilter {
    let kind: AuditEventKind?
    let agency: String?
    let record: String?
    /// The names under which lists of disclosures tell of the record, if it is one of ours.
    private let names: DisclosedNames?

    init(_ arguments: RequestArguments, at node: Node) throws {
        kind = try arguments.optionalText("kind").map { word in
            guard let kind = AuditEventKind(name: word) else {
                let near = AuditEventKind.allCases.map(\.name).filter { $0.hasPrefix(word.prefix(4)) }
                throw ControlFailure(
                    "invalid", "`\(word)` is no kind of event",
                    hints: near.isEmpty ? [] : ["did you mean `\(near.joined(separator: "`, `"))`?"], exit: .badData)
            }
            return kind
        }
        agency = try arguments.optionalText("agency")
        record = try arguments.optionalText("record")?.lowercased()
        names = try record.flatMap { try node.onlyRecord($0) }.map { try DisclosedNames(of: $0, at: node) }
    }

    func admits(_ event: AuditEvent, at index: LeafIndex, of node: Node) throws -> Bool {
        guard kind == nil || event.kind == kind, agency == nil || event.agency?.text == agency else { return false }
        guard let record else { return true }
        if event.record?.description.hasPrefix(record) ?? false { return true }
        return try names.map { try !$0.items(of: event, at: index, in: node).isEmpty } ?? false
    }
}
