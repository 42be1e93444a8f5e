/// The codes of all rows, row by row: what a comparison of two rows reads lies together.
final class CodeMatrix: @unchecked Sendable {
    /// Codes from one row to the next: one for each comparison.
    let stride: Int
    let codes: Slab<UInt32>

    init(stride: Int, capacity: Int = 0) {
        self.stride = stride
        codes = Slab(capacity: capacity * stride)
    }

    private init(stride: Int, codes: Slab<UInt32>) {
        self.stride = stride
        self.codes = codes
    }

    init(copying other: CodeMatrix) {
        stride = other.stride
        codes = Slab(copying: other.codes)
    }

    /// From columns; `order[row]` is the place in the columns. Complexity: O(codes).
    init(columns: [Slab<UInt32>], order: [UInt32], threads: Int) {
        stride = columns.count
        codes = Slab(repeating: 0, count: columns.count * order.count)
        let target = codes.buffer
        let width = columns.count
        let blocks = (order.count + Self.blockRows - 1) / Self.blockRows
        nonisolated(unsafe) let shared = target
        ForkJoin.run(blocks, threads: threads) { block, _ in
            let rows = block * Self.blockRows..<min((block + 1) * Self.blockRows, order.count)
            for column in 0..<width {
                let source = columns[column].base
                for row in rows { shared[row * width + column] = source[Int(order[row])] }
            }
        }
    }

    /// Rows written at a time, so that what all columns write stays in the cache.
    private static let blockRows = 2_048

    var rowCount: Int { stride == 0 ? 0 : codes.count / stride }

    @inline(__always)
    func row(_ rank: UInt32) -> UnsafePointer<UInt32> { UnsafePointer(codes.base + Int(rank) * stride) }

    /// Where the codes lie, for the innermost loops. Whoever holds one holds the matrix too.
    struct View: BitwiseCopyable {
        fileprivate let base: UnsafePointer<UInt32>
        fileprivate let stride: Int

        @inline(__always)
        func row(_ rank: UInt32) -> UnsafePointer<UInt32> { base + Int(rank) &* stride }
    }

    var view: View { View(base: UnsafePointer(codes.base), stride: stride) }

    /// The same rows in another order. Complexity: O(codes).
    func ordered(_ order: [UInt32]) -> CodeMatrix {
        let matrix = CodeMatrix(stride: stride, capacity: order.count)
        for row in order { matrix.codes.append(UnsafeBufferPointer(start: self.row(row), count: stride)) }
        return matrix
    }
}
