import ComityAgreement
import ComityCore
import ComityFeed
import ComityRecords
import ComityStore

/// `record.disclosures`
extension Node {
    /// Which own record is named by which handle in which feed now, and how many pairs of record and partner there are.
    func disclosures(_ arguments: RequestArguments) throws -> ControlAnswer {
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
}
