/// The own statements that were written last, opened: what is imported or edited is projected, and looked at by
/// linkage, soon after.
struct RecentRecords {
    /// Two steps' worth; some kilobytes each.
    private static let limit = 2048

    private var records: [Int64: StoredRecord] = [:]
    /// Numbers in the order in which they came, as a ring; some may be gone from ``records``.
    private var order: [Int64] = []
    private var oldest = 0

    subscript(number: Int64) -> StoredRecord? { records[number] }

    mutating func keep(_ record: StoredRecord) {
        guard records.updateValue(record, forKey: record.number) == nil else { return }
        guard order.count == Self.limit else { return order.append(record.number) }
        if order[oldest] != record.number { records[order[oldest]] = nil }
        order[oldest] = record.number
        oldest = (oldest + 1) % Self.limit
    }

    mutating func forget(_ number: Int64) { records[number] = nil }

    mutating func forgetAll() { self = RecentRecords() }
}
