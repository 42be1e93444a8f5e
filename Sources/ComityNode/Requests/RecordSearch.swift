import ComityCore
import ComityLinkage
import ComityRecords
import ComityStore

/// What a text finds, page by page: persons by the index, ranked, then what is not in the index by parts of its words.
/// Specs/matching.md#search
final class RecordSearch {
    private enum Stage {
        case unasked
        case hits([LookupHit])
        case scan(RecordScan)
    }

    private let node: Node
    private let text: String
    private let type: RecordType?
    private let byParts: Bool
    let damaged: DamagedRecords
    private var stage = Stage.unasked

    /// - Parameter byParts: whether every record is read for parts of words, as the index does not.
    init(node: Node, text: String, type: RecordType?, byParts: Bool) {
        self.node = node
        self.text = text
        self.type = type
        self.byParts = byParts
        damaged = DamagedRecords(node)
    }

    /// Whether the index has to be up to date before the next page.
    var needsIndex: Bool {
        guard case .unasked = stage else { return false }
        return !byParts && !text.isEmpty && (type == nil || type == .person)
    }

    /// The next rows, and whether they are the last.
    func page(now: Timestamp) throws -> (rows: [ContentRow], isDone: Bool) {
        switch stage {
        case .unasked:
            let hits = needsIndex ? lookup() : []
            stage = hits.isEmpty ? .scan(scan(besides: [])) : .hits(hits)
            return ([], false)
        case .hits(let hits):
            let page = hits.prefix(NodeLimits.rowsPerStep)
            let rest = Array(hits.dropFirst(page.count))
            stage = rest.isEmpty ? .scan(scan(besides: indexed())) : .hits(rest)
            return (try page.compactMap { try row($0, now: now) }, false)
        case .scan(let scan): return try scan.page(now: now)
        }
    }

    /// The records that meet the most words of the text.
    private func lookup() -> [LookupHit] {
        let hits = node.matcher.index?.lookup(text, limit: NodeLimits.lookupHits) ?? []
        let met = hits.map { Set($0.parts.map(\.term)).count }
        let most = met.max() ?? 0
        return zip(hits, met).filter { $0.1 == most }.map(\.0)
    }

    private func indexed() -> Set<UInt64> { Set(node.matcher.index?.keys ?? []) }

    private func scan(besides indexed: Set<UInt64>) -> RecordScan {
        RecordScan(node: node, type: type, ownOnly: false, text: RecordScan.folded(text), damaged: damaged) {
            indexed.contains(Matcher.key($0))
        }
    }

    private func row(_ hit: LookupHit, now: Timestamp) throws -> ContentRow? {
        let why = hit.parts.map { part -> CBORValue in
            [
                "term": .count(part.term), "field": .text(part.field), "level": .text(part.level),
                "weight": .integer(MatchTrace.milli(part.weight)),
            ]
        }
        let ref = Matcher.ref(hit.key)
        let row = try damaged.passing("record \(ref.handle) of log \(ref.log)", now: now) {
            try node.row(ref, now: now)
        }
        return row?.adding([("weight", .integer(MatchTrace.milli(hit.weight))), ("why", .array(why))])
    }
}
