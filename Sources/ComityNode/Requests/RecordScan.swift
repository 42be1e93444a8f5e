import ComityCore
import ComityLinkage
import ComityFeed
import ComityRecords
import ComityStore

/// A pass over everything that this node may read, page by page: own records, then each partner's views.
final class RecordScan {
    private let node: Node
    private let type: RecordType?
    private let ownOnly: Bool
    /// Folded text that some value must contain.
    private let text: String?
    /// Records that are passed over unread.
    private let isSkipped: (RecordRef) -> Bool
    private let damaged: DamagedRecords
    private var ownAfter: Int64? = 0
    private var logs: [Int64]?
    private var handleAfter: Handle?

    init(
        node: Node, type: RecordType?, ownOnly: Bool, text: String?, damaged: DamagedRecords,
        skipping isSkipped: @escaping (RecordRef) -> Bool = { _ in false }
    ) {
        self.isSkipped = isSkipped
        self.damaged = damaged
        self.node = node
        self.type = type
        self.ownOnly = ownOnly
        self.text = text
    }

    /// The next rows, and whether they are the last. At most one step's worth of records is read.
    func page(now: Timestamp) throws -> (rows: [ContentRow], isDone: Bool) {
        if let after = ownAfter { return (try ownPage(after: after, now: now), ownAfter == nil && ownOnly) }
        var remaining = try logs ?? node.store.logs().filter { !$0.isOwn }.map(\.number)
        guard !ownOnly, let number = remaining.first, let log = try node.store.log(number: number) else {
            return ([], true)
        }
        let (rows, isEnd) = try page(of: log, now: now)
        if isEnd {
            remaining.removeFirst()
            handleAfter = nil
        }
        logs = remaining
        return (rows, remaining.isEmpty)
    }

    private func ownPage(after: Int64, now: Timestamp) throws -> [ContentRow] {
        var rows: [ContentRow] = []
        let numbers = try node.store.recordNumbers(after: after, type: type, limit: NodeLimits.itemsPerStep)
        ownAfter = numbers.count < NodeLimits.itemsPerStep ? nil : numbers.last
        for number in numbers where !isSkipped(RecordRef(log: RecordRef.ownLog, handle: number)) {
            let row = try damaged.passing("own record \(number)", now: now) {
                try node.store.record(number: number).flatMap { record in
                    record.retraction == nil && matches(record.statement.content) ? node.row(record) : nil
                }
            }
            guard let row else { continue }
            rows.append(row)
            guard rows.count < NodeLimits.rowsPerStep else {
                ownAfter = number
                break
            }
        }
        return rows
    }

    private func page(of log: StoredLog, now: Timestamp) throws -> (rows: [ContentRow], isEnd: Bool) {
        var rows: [ContentRow] = []
        var read = 0
        try node.store.forEachView(of: log, after: handleAfter) { view in
            read += 1
            handleAfter = view.handle
            let isAsked = type == nil || view.type == type.map({ Int64($0.value) })
            if isAsked, !isSkipped(RecordRef(log: log.number, handle: Int64(view.handle.value))) {
                let row = try damaged.passing("\(log.feed.origin)/\(log.feed.agreement)/\(view.handle)", now: now) {
                    let content = try node.shownContent(of: view, in: log, now: now)
                    return try content.flatMap { matches($0.content) ? try node.row(view, of: log, now: now) : nil }
                }
                if let row { rows.append(row) }
            }
            return read < NodeLimits.itemsPerStep && rows.count < NodeLimits.rowsPerStep
        }
        return (rows, read < NodeLimits.itemsPerStep && rows.count < NodeLimits.rowsPerStep)
    }

    private func matches(_ content: Content) -> Bool {
        guard let text, !text.isEmpty else { return true }
        let words = text.split { $0 == " " || $0 == "\t" }
        let values = content.rows().map { Self.folded($0.text) }
        return words.allSatisfy { word in values.contains { $0.contains(word) } }
    }

    /// Text without case and accents, for comparison.
    static func folded(_ text: String) -> String { FoldedText.of(text) }
}
