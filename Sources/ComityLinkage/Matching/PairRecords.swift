/// The rows of some blocks side by side, with all that the first look at a pair reads: so the memory of many rows is
/// asked for at once, and pairs are formed within the processor's cache. One per worker.
///
/// A record has, one after the other, for each comparison the code of the row's cell, its ``CellSignature``, and the
/// most that exact agreement on it can weigh, each filled up to whole vectors; then the numbers of ``SharedKeys``.
struct PairRecords: ~Copyable {
    /// What records are made of; shared by all workers.
    struct Source: @unchecked Sendable {
        let matrix: CodeMatrix.View
        let keys: SharedKeys.View
        let comparisons: Int
        /// Numbers of a record for the comparisons, once.
        let width: Int
        /// Numbers of a record.
        let stride: Int
        /// Numbers that are the same in every record, but for the rows' own.
        private let template: [UInt32]
        private let signatures: Slab<Table<UInt32>>
        private let exact: Slab<Table<Int16>>
        private let held: [AnyObject]

        fileprivate struct Table<Value>: BitwiseCopyable {
            let place: Int
            let column: Int
            let values: UnsafePointer<Value>
        }

        init(_ rows: RunRows, _ traits: RowTraits, _ weights: ExactWeights, _ keys: SharedKeys) {
            matrix = rows.matrix.view
            self.keys = keys.view
            comparisons = rows.cells.count
            width = (comparisons + PairRecords.lanes - 1) / PairRecords.lanes * PairRecords.lanes
            stride = 3 * width + keys.view.stride
            signatures = Slab()
            exact = Slab()
            var template = [UInt32](repeating: 0, count: stride)
            for number in rows.cells.indices {
                let place = 2 * width + number
                template[place] = UInt32(bitPattern: weights.most[number])
                if let table = traits.signatures[number] {
                    signatures.append(Table(place: width + number, column: number, values: table.base))
                }
                if let table = weights.tables[number] {
                    exact.append(Table(place: place, column: number, values: table.base))
                }
            }
            self.template = template
            held = [rows, traits, weights, keys]
        }

        /// Whether a rule before `end`, of those under which rows have one key, holds both rows in one block.
        @inline(__always)
        func shareKey(_ one: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>, below end: Int) -> Bool {
            SharedKeys.View.rules(one + 3 &* width, other + 3 &* width, below: end) != 0
        }

        fileprivate func allocate(_ rows: Int) -> UnsafeMutablePointer<UInt32> {
            let records = UnsafeMutablePointer<UInt32>.allocate(capacity: rows * stride)
            for place in 0..<rows * stride { (records + place).initialize(to: template[place % stride]) }
            return records
        }

        /// Reads the memory of all rows first, so that it is asked for all at once, and then column by column.
        fileprivate func write(
            _ ranks: UnsafeBufferPointer<UInt32>, to records: UnsafeMutablePointer<UInt32>, below end: Int
        ) -> UInt32 {
            var seen: UInt32 = 0
            for rank in ranks { seen ^= matrix.row(rank)[0] ^ matrix.row(rank)[comparisons &- 1] ^ keys.row(rank)[0] }
            for place in 0..<ranks.count {
                let record = records + place &* stride
                let codes = matrix.row(ranks[place])
                for number in 0..<comparisons { record[number] = codes[number] }
                let numbers = keys.row(ranks[place])
                for number in 0..<end { record[3 &* width &+ number] = numbers[number] }
            }
            for table in signatures.buffer {
                var record = records
                for _ in 0..<ranks.count {
                    record[table.place] = table.values[Int(record[table.column])]
                    record += stride
                }
            }
            for table in exact.buffer {
                var record = records
                for _ in 0..<ranks.count {
                    record[table.place] = UInt32(bitPattern: Int32(table.values[Int(record[table.column])]))
                    record += stride
                }
            }
            return seen
        }
    }

    /// Numbers that are looked at in one step.
    static let lanes = 4
    /// Rows of a batch, unless one block has more: some ten thousand bytes.
    static let batchRows = 256

    let source: Source
    private var records: UnsafeMutablePointer<UInt32>
    private var capacity: Int
    /// What was read ahead, so that it is read at all.
    private var seen: UInt32 = 0

    init(_ source: Source) {
        self.source = source
        capacity = Self.batchRows
        records = source.allocate(capacity)
    }

    deinit { records.deallocate() }

    @inline(__always)
    borrowing func record(_ place: Int) -> UnsafePointer<UInt32> {
        UnsafePointer(records + place &* source.stride)
    }

    /// - Parameter end: the rule for which rules before it will be asked.
    /// Complexity: O(rows * comparisons).
    mutating func gather(_ ranks: UnsafeBufferPointer<UInt32>, below end: Int) {
        if ranks.count > capacity {
            records.deallocate()
            capacity = ranks.count
            records = source.allocate(capacity)
        }
        seen ^= source.write(ranks, to: records, below: end)
    }
}
