/// The cells of one comparison and where they lie, for the innermost loops: reading it touches no reference counts,
/// which threads would contend for. Whoever holds one holds the ``RunRows`` too.
struct CellView: BitwiseCopyable {
    private let bytes: UnsafePointer<UInt8>
    private let offsets: UnsafePointer<UInt32>
    let count: Int

    init(_ cells: ValueDictionary.Storage) {
        bytes = UnsafePointer(cells.bytes.base)
        offsets = UnsafePointer(cells.offsets.base)
        count = cells.count
    }

    @inline(__always)
    func cell(_ code: UInt32) -> UnsafeBufferPointer<UInt8> {
        let start = Int(offsets[Int(code)])
        return UnsafeBufferPointer(start: bytes + start, count: Int(offsets[Int(code) + 1]) - start)
    }
}
