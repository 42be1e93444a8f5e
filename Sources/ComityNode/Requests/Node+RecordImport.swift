import ComityAudit
import ComityCore
import ComityCrypto
import ComityRecords
import ComityStore

/// `record.import`, `record.import.undo`
extension Node {
    func importRecords(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
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

    /// How many sources an error names.
    private static let sourcesNamed = 5

    func undoImport(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
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
