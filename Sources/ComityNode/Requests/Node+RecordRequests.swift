import ComityAgreement
import ComityAudit
import ComityCore
import ComityCrypto
import ComityFeed
import ComityRecords
import ComityStore

/// `record.*`
extension Node {
    func answerRecord(
        _ name: String, _ arguments: RequestArguments, by actor: Actor, now: Timestamp
    ) throws -> ControlAnswer {
        switch name {
        case "record.add": return .result(try addRecord(arguments, by: actor, now: now))
        case "record.edit": return .result(try editRecord(arguments, by: actor, now: now))
        case "record.retract": return .result(try retractRecord(arguments, by: actor, now: now))
        case "record.restore": return .result(try restoreRecord(arguments, by: actor, now: now))
        case "record.show": return try showRecord(arguments, by: actor, now: now)
        case "record.history": return try history(arguments, by: actor, now: now)
        case "record.search": return try searchRecords(arguments, by: actor, now: now)
        case "record.export": return try exportRecords(arguments, by: actor, now: now)
        case "record.import": return .result(try importRecords(arguments, by: actor, now: now))
        case "record.disclosures": return try disclosures(arguments)
        case "record.import.undo": return try undoImport(arguments, by: actor, now: now)
        default: throw NodeError(.invalid, "this node does not offer `\(name)`")
        }
    }

    private func addRecord(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
        let name = try arguments.text("type")
        guard let type = Schema.current.type(named: name) else {
            let known = Schema.current.types.map(\.name).joined(separator: ", ")
            throw NodeError(.invalid, "`\(name)` is no record type: use one of \(known)")
        }
        let content = try resolvingEnds(try Content(type: type, settings: try arguments.settings("set")))
        try Schema.current.validate(content)
        let record = try add(content, by: actor, now: now)
        return ["id": .text(record.statement.id.description), "warnings": .texts(warnings(of: content))]
    }

    private func editRecord(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
        let record = try ownRecord(try arguments.text("id"))
        guard record.retraction == nil else {
            // An edit by habit must not show partners again what was taken back, perhaps by an order.
            throw ControlFailure(
                "refused", "record `\(record.statement.id)` is retracted and cannot be edited",
                hints: ["bring it back first, if it may: `comity record restore \(record.statement.id)`"], exit: .no)
        }
        let content = try resolvingEnds(
            try record.statement.content.editing(
                settings: try arguments.settings("set"), removing: try arguments.texts("unset")))
        try Schema.current.validate(content)
        let changed = try edit(record.statement.id, to: content, by: actor, now: now)
        return [
            "id": .text(record.statement.id.description), "changed": .boolean(changed),
            "warnings": .texts(warnings(of: content)),
        ]
    }

    private func warnings(of content: Content) -> [String] {
        Schema.current.problems(of: content).map { "\($0)" }
    }

    /// The ends of a link as a person types them, made whole ids, so that they can be found again.
    private func resolvingEnds(_ content: Content) throws -> Content {
        guard content.type == .link else { return content }
        var resolved = content
        for field in [FieldNumber.linkFrom, .linkTo] {
            let claims = try content[field].map { claim in
                guard let text = claim.value[ReferencePart.record]?.text else { return claim }
                let id = try ownRecord(text).statement.id.description
                return Claim(
                    .composite(of: [Component(ReferencePart.record, .text(id))]), provenance: claim.provenance)
            }
            resolved.set(field, to: claims)
        }
        return resolved
    }

    private func retractRecord(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
        let record = try ownRecord(try arguments.text("id"))
        let word = try arguments.optionalText("reason") ?? "error"
        guard let reason = [StoredRecord.Retraction.notShared, .error, .order].first(where: { $0.code == word }) else {
            throw NodeError(.invalid, "`\(word)` is no reason: use not-shared, error or order")
        }
        guard record.retraction == nil else {
            throw NodeError(.refused, "record `\(record.statement.id)` is retracted already")
        }
        var agencies: Set<AgencyID> = []
        for (number, projection) in try store.projections(of: record.number) where projection.digest != nil {
            agencies.formUnion(try store.log(number: number).flatMap { book.members(of: $0.feed) } ?? [])
        }
        try retract(record.statement.id, reason: reason, by: actor, now: now)
        return [
            "id": .text(record.statement.id.description), "withdrawn_from": .texts(agencies.sorted().map(\.text)),
        ]
    }

    /// States a retracted record again, as it was last.
    private func restoreRecord(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
        let record = try ownRecord(try arguments.text("id"))
        guard record.retraction != nil else {
            throw NodeError(.refused, "record `\(record.statement.id)` is not retracted")
        }
        _ = try edit(record.statement.id, to: record.statement.content, by: actor, now: now)
        return ["id": .text(record.statement.id.description)]
    }

    private func showRecord(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let text = try arguments.text("id")
        let ref = try recordRef(text)
        guard let named = try row(ref, now: now) else {
            throw NodeError(.notFound, "record `\(text)` is not shown any more")
        }
        guard actor.purpose == nil || named.purposes.allow(actor.purpose) else {
            throw try purposeRequired(for: named)
        }
        let others = try cluster(of: ref).filter { $0 != ref }.compactMap { try row($0, now: now) }
        let pairs = try store.pairs(of: ref, limit: NodeLimits.rowsPerStep)
        let rows = try Reading(.records, at: self, by: actor).open([named] + others, now: now).opened
        return .rows(
            rows,
            result: [
                "id": rows[0]["id"] ?? "", "type": rows[0]["type"] ?? "",
                "matches": .texts(pairs.map { Hex.encode($0.id) }),
            ])
    }

    // MARK: Reading many

    private func searchRecords(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        try checkPurpose(of: actor)
        let text = try arguments.optionalText("text").map(RecordScan.folded)
        let limit = Int(clamping: try arguments.optionalInteger("limit") ?? 100)
        let scan = RecordScan(node: self, type: try type(arguments), ownOnly: false, text: text)
        let reading = Reading(.search(text ?? ""), at: self, by: actor)
        var found = 0
        return .job(
            PagedJob { now in
                let (rows, isDone) = try scan.page(now: now)
                let (opened, isCut) = try reading.open(rows, limit: limit - found, now: now)
                found += opened.count
                let ends = isDone || isCut
                if ends { try reading.end(now: now) }
                let result: CBORValue = [
                    "found": .count(found), "cut": .boolean(isCut), "left_out": .count(reading.leftOutCount),
                ]
                return (opened.map { .row($0) }, ends ? .some(result) : .none)
            })
    }

    private func exportRecords(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let ownOnly = try arguments.flag("own")
        if !ownOnly { try checkPurpose(of: actor) }
        let scan = RecordScan(node: self, type: try type(arguments), ownOnly: ownOnly, text: nil)
        let reading = Reading(.export, at: self, by: actor)
        var count = 0
        return .job(
            PagedJob { now in
                let (rows, isDone) = try scan.page(now: now)
                let opened = try reading.open(rows, now: now).opened
                count += opened.count
                if isDone { try reading.end(now: now) }
                let result: CBORValue = ["records": .count(count), "left_out": .count(reading.leftOutCount)]
                return (opened.map { .row($0) }, isDone ? .some(result) : .none)
            })
    }

    private func type(_ arguments: RequestArguments) throws -> RecordType? {
        guard let name = try arguments.optionalText("type") else { return nil }
        guard let type = Schema.current.type(named: name) else {
            throw NodeError(.invalid, "`\(name)` is no record type")
        }
        return type.type
    }

    // MARK: Import

    private func importRecords(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
        let source = try arguments.text("source")
        var tally = ImportTally()
        try store.step {
            let number = try store.importSource(source)
            tally.namesRecords = try arguments.flag("ids")
            for item in try arguments.list("rows") {
                guard let row = item.arrayValue, row.count == 3, let line = row[0].integerValue,
                    let id = row[1].textValue, let bytes = row[2].bytesValue
                else { throw NodeError(.invalid, "a row is [line, id, content]") }
                do {
                    let content = try Content(decoding: bytes)
                    let record = try take(
                        content, id: id, line: line, source: number, tally: &tally, by: actor, now: now)
                    if tally.namesRecords { tally.records.append([.integer(line), .text(record.description)]) }
                } catch let error as RecordError {
                    tally.refused.append([.integer(line), .text(error.reason)])
                }
            }
            try audit(
                .importFinished, now: now, by: actor,
                fields: [
                    .commitment(try commitment(toSource: source)), .count(UInt64(tally.imported)),
                    .updated(UInt64(tally.updated)), .refused(UInt64(tally.refused.count)),
                ])
        }
        return [
            "imported": .integer(tally.imported), "updated": .integer(tally.updated),
            "unchanged": .integer(tally.unchanged), "refused": .array(tally.refused),
            "retracted": .array(tally.retracted), "records": .array(tally.records),
        ]
    }

    private func commitment(toSource name: String) throws -> Digest {
        Commitment.make(.source, Array(name.utf8), salt: try saltOfNextEvent())
    }

    private struct ImportTally {
        var imported: Int64 = 0
        var updated: Int64 = 0
        var unchanged: Int64 = 0
        var refused: [CBORValue] = []
        /// Rows whose record was retracted by hand, and stays so: line and record.
        var retracted: [CBORValue] = []
        /// Whether the caller asked which record each row became, and the answer.
        var namesRecords = false
        var records: [CBORValue] = []
    }

    private func take(
        _ content: Content, id: String, line: Int64, source: Int64, tally: inout ImportTally, by actor: Actor,
        now: Timestamp
    ) throws -> RecordID {
        let key = Array(localKeys.importRows.authenticate(Array("\(source)/\(id)".utf8)).bytes.prefix(16))
        let digest = localKeys.importRows.authenticate(content.encoded)
        guard let known = try store.importedRow(source: source, key: key),
            let record = try store.record(number: known.record)
        else {
            let record = try addInStep(content, by: actor, now: now)
            try store.setImportedRow(source: source, key: key, record: record.number, digest: digest)
            tally.imported += 1
            return record.statement.id
        }
        if let retraction = record.retraction, retraction != .importUndone {
            // A file that is imported every night must not bring back what a person took back.
            tally.retracted.append([.integer(line), .text(record.statement.id.description)])
            tally.unchanged += 1
            return record.statement.id
        }
        if known.digest == digest, record.retraction == nil {
            tally.unchanged += 1
            return record.statement.id
        }
        if try editInStep(record, to: content, by: actor, now: now) { tally.updated += 1 } else { tally.unchanged += 1 }
        try store.setImportedRow(source: source, key: key, record: record.number, digest: digest)
        return record.statement.id
    }

    /// Which own record is named by which handle in which feed now, and how many pairs of record and partner there are.
    private func disclosures(_ arguments: RequestArguments) throws -> ControlAnswer {
        if try arguments.flag("counts") { return .result(["to": try disclosureCounts()]) }
        var after: Int64 = 0
        var disclosed = 0
        var withheld = 0
        let partners = book.partners.count
        return .job(
            PagedJob { [self] _ in
                let numbers = try store.recordNumbers(after: after, limit: NodeLimits.rowsPerStep)
                after = numbers.last ?? after
                var rows: [ControlReply] = []
                for number in numbers {
                    guard let record = try store.record(number: number), record.retraction == nil else { continue }
                    var reached: Set<AgencyID> = []
                    for (logNumber, projection) in try store.projections(of: number) where projection.digest != nil {
                        guard let log = try store.log(number: logNumber), let handle = projection.handle,
                            let members = book.members(of: log.feed)
                        else { continue }
                        reached.formUnion(members)
                        rows.append(.row(disclosureRow(record, log: log, handle: handle, members: members)))
                    }
                    disclosed += reached.count
                    withheld += partners - reached.count
                }
                return (
                    rows,
                    numbers.isEmpty ? ["disclosed": .count(disclosed), "withheld": .count(withheld)] : nil
                )
            })
    }

    /// How many records each partner is shown.
    private func disclosureCounts() throws -> CBORValue {
        var counts: [AgencyID: Int64] = [:]
        for feed in book.ownFeeds {
            guard let log = try store.log(feed.id) else { continue }
            let count = try store.disclosedCount(in: log)
            for member in feed.audience.members { counts[member, default: 0] += count }
        }
        return .map(counts.map { CBORPair(.text($0.key.text), .integer($0.value)) })
    }

    private func disclosureRow(
        _ record: StoredRecord, log: StoredLog, handle: Handle, members: [AgencyID]
    ) -> CBORValue {
        [
            "record": .text(record.statement.id.description), "agreement": .text(log.feed.agreement.text),
            "handle": .text(handle.description), "name": .text(Self.name(of: handle, in: log)),
            "to": .texts(members.map(\.text)),
        ]
    }

    /// How many sources an error names.
    private static let sourcesNamed = 5

    private func undoImport(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let name = try arguments.text("source")
        guard let source = try store.knownImportSource(name) else {
            let known = try store.importSources(limit: Self.sourcesNamed).map { "`\($0)`" }
            throw ControlFailure(
                "not-found", "nothing was imported from `\(name)`",
                hints: known.isEmpty ? [] : ["imported last were \(known.joined(separator: ", "))"], exit: .no)
        }
        var after: Int64 = 0
        var retracted: Int64 = 0
        return .job(
            PagedJob { [self] now in
                let numbers = try store.importedRecords(source: source, after: after, limit: NodeLimits.itemsPerStep)
                try store.step {
                    for number in numbers {
                        guard let record = try store.record(number: number), record.retraction == nil else { continue }
                        try retractInStep(record, reason: .importUndone, by: actor, now: now)
                        retracted += 1
                    }
                    guard numbers.isEmpty else { return }
                    try audit(
                        .importUndone, now: now, by: actor,
                        fields: [.commitment(try commitment(toSource: name)), .count(UInt64(retracted))])
                }
                after = numbers.last ?? after
                let progress = ControlReply.progress(done: retracted, total: nil, label: "retracting")
                return ([progress], numbers.isEmpty ? ["source": .text(name), "retracted": .integer(retracted)] : nil)
            })
    }
}
