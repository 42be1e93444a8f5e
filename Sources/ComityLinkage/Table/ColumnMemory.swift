/// One comparison's cells and the row codes in canonical row order, in memory of its own, for the hot loops of one run.
///
/// Invariant: `offsets` has `cellCount + 1` entries, ascending; each of the `rowCount` codes is below `cellCount`.
final class ColumnMemory {
    let cellCount: Int
    let rowCount: Int
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private let offsets: UnsafeMutableBufferPointer<UInt32>
    let codes: UnsafeMutableBufferPointer<UInt32>

    /// `order[rank]` is the table's row of a rank.
    init(_ dictionary: ValueDictionary, codes rowCodes: [UInt32], order: [UInt32]) {
        cellCount = dictionary.count
        rowCount = order.count
        bytes = .allocate(capacity: dictionary.bytes.count)
        offsets = .allocate(capacity: dictionary.offsets.count)
        codes = .allocate(capacity: order.count)
        _ = bytes.initialize(from: dictionary.bytes)
        _ = offsets.initialize(from: dictionary.offsets)
        for rank in order.indices { codes.initializeElement(at: rank, to: rowCodes[Int(order[rank])]) }
    }

    deinit {
        bytes.deallocate()
        offsets.deallocate()
        codes.deallocate()
    }

    func cell(_ code: UInt32) -> UnsafeBufferPointer<UInt8> {
        let start = Int(offsets[Int(code)])
        let end = Int(offsets[Int(code) + 1])
        return UnsafeBufferPointer(rebasing: bytes[start..<end])
    }
}
