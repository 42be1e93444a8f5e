import ComityAgreement
import ComityCore
import ComityRecords
import ComityStore

/// `record.show`, `record.search`, `record.export`
extension Node {
    func showRecord(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let text = try arguments.text("id")
        let ref = try recordRef(text)
        guard let named = try row(ref, now: now) else {
            throw NodeError(.notFound, "record `\(text)` is not shown any more")
        }
        guard actor.purpose == nil || named.purposes.allow(actor.purpose) else {
            throw try purposeRequired(for: named)
        }
        let others = try cluster(of: ref, now: now).filter { $0 != ref }.compactMap { try row($0, now: now) }
        let pairs = try store.pairs(of: ref).filter { try shown($0, now: now) != nil }.prefix(NodeLimits.rowsPerStep)
        let rows = try Reading(.records, at: self, by: actor).open([named] + others, now: now).opened
        return .rows(
            rows,
            result: [
                "id": rows[0]["id"] ?? "", "type": rows[0]["type"] ?? "",
                "matches": .texts(pairs.map { Hex.encode($0.id) }),
            ])
    }

    func searchRecords(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        try checkPurpose(of: actor)
        let text = try arguments.optionalText("text") ?? ""
        let limit = Int(clamping: try arguments.optionalInteger("limit") ?? 100)
        let search = RecordSearch(
            node: self, text: text, type: try type(arguments), byParts: try arguments.flag("parts"))
        let reading = Reading(.search(RecordScan.folded(text)), at: self, by: actor)
        var found = 0
        return .job(
            PagedJob { [self] now in
                if try search.needsIndex && lookupStep(now: now) { return ([linkageProgress()], .none) }
                let (rows, isDone) = try search.page(now: now)
                let (opened, isCut) = try reading.open(rows, limit: limit - found, now: now)
                found += opened.count
                let ends = isDone || isCut
                if ends { try reading.end(now: now) }
                let result: CBORValue = [
                    "found": .count(found), "cut": .boolean(isCut), "left_out": .count(reading.leftOutCount),
                    "damaged": .count(search.damaged.count), "damaged_names": .texts(search.damaged.names),
                ]
                return (opened.map { .row($0) }, ends ? .some(result) : .none)
            })
    }

    func exportRecords(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> ControlAnswer {
        let ownOnly = try arguments.flag("own")
        if !ownOnly { try checkPurpose(of: actor) }
        let damaged = DamagedRecords(self)
        let scan = RecordScan(node: self, type: try type(arguments), ownOnly: ownOnly, text: nil, damaged: damaged)
        let reading = Reading(.export, at: self, by: actor)
        var count = 0
        return .job(
            PagedJob { now in
                let (rows, isDone) = try scan.page(now: now)
                let opened = try reading.open(rows, now: now).opened
                count += opened.count
                if isDone { try reading.end(now: now) }
                let result: CBORValue = [
                    "records": .count(count), "left_out": .count(reading.leftOutCount),
                    "damaged": .count(damaged.count), "damaged_names": .texts(damaged.names),
                ]
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
}
