/// Turns the raw cells of one comparison into codes, in file order: what was met lately is remembered as it was
/// written, everything else is standardised and looked up. Specs/linkage-model.md#input
final class ColumnEncoder {
    private let plan: LinkagePlan
    private let comparison: LinkagePlan.Comparison
    private(set) var dictionary = ValueDictionary()
    let codes = Slab<UInt32>()

    /// Raw cells remembered, as powers of two: they stay in the processor's cache, and common values stay in them.
    private static let memorySlots = 1 << 15
    /// Raw cells that are longer are not remembered.
    private static let rememberedBytes = 64
    private struct Memory {
        var hash: UInt64 = 0
        var start: UInt32 = 0
        var length: UInt32 = 0
        var code: UInt32 = 0
    }
    private var memory = [Memory](repeating: Memory(), count: memorySlots)
    /// The bytes of the remembered cells; begun anew when it is full.
    private var remembered: [UInt8] = []
    private static let rememberedTotal = 4 << 20
    private var raw: [UInt8] = []
    private let plain: PlainStandard

    init(_ plan: LinkagePlan, _ number: Int) {
        self.plan = plan
        comparison = plan.comparisons[number]
        plain = PlainStandard(plan.fields[comparison.columns[0]].kind)
    }

    /// Appends the codes of some rows. `columns` are those of the plan's fields in this file.
    func append(_ rows: CSVScanner.Rows, _ bytes: UnsafeRawBufferPointer, columns: [Int?]) {
        let places = comparison.columns.map { columns[$0] }
        if places.count == 1, let column = places[0] {
            rows.places.withUnsafeBufferPointer { ends in
                for start in stride(from: 0, to: rows.count, by: Self.batchRows) {
                    let batch = start..<min(start + Self.batchRows, rows.count)
                    append(batch) { row in
                        Self.cell(bytes, rows.base, ends, row &* (rows.columns &+ 1) &+ column, column)
                    }
                }
            }
        } else {
            for row in 0..<rows.count { codes.append(code(rows, bytes, row, places)) }
        }
    }

    /// Rows whose values are looked up at a time, so that memory is asked for all of them at once.
    private static let batchRows = 32

    /// A cell of a batch.
    private struct Entry {
        /// Where its standardised value lies in ``values``; nothing if it is missing, or not known yet.
        var range = 0..<0
        var hash: UInt64 = 0
        /// Whether ``plain`` did not know it.
        var isOther = false
    }
    private var entries = [Entry](repeating: Entry(), count: batchRows)
    private let values = Slab<UInt8>(capacity: batchRows * LinkageLimits.valueBytes)
    private let hashes = Slab<UInt64>(capacity: batchRows)

    private func append(_ batch: Range<Int>, _ cell: (Int) -> UnsafeBufferPointer<UInt8>) {
        values.removeLast(values.count)
        hashes.removeLast(hashes.count)
        for row in batch { entries[row - batch.lowerBound] = entry(cell(row)) }
        dictionary.warm(UnsafeBufferPointer(hashes.buffer))
        for row in batch {
            let entry = entries[row - batch.lowerBound]
            if entry.isOther {
                let cell = cell(row)
                codes.append(code(remembering: cell) { standardise([cell]) })
            } else {
                let value = UnsafeBufferPointer(rebasing: values.buffer[entry.range])
                codes.append(dictionary.code(value, entry.hash))
            }
        }
    }

    private func entry(_ cell: UnsafeBufferPointer<UInt8>) -> Entry {
        if cell.isEmpty { return Entry() }
        guard let value = plain.value(cell) else { return Entry(isOther: true) }
        let start = values.count
        values.append(value)
        let hash = FastHash.hash(value)
        hashes.append(hash)
        return Entry(range: start..<values.count, hash: hash)
    }

    /// The distinct values, when no more rows come. Gives back all memory but for them and the codes.
    func finished() -> ValueDictionary {
        memory = []
        remembered = []
        dictionary.freeze()
        return dictionary
    }

    /// The bytes of a cell as they stand in the file.
    @inline(__always)
    static func cell(
        _ bytes: UnsafeRawBufferPointer, _ base: Int, _ ends: UnsafeBufferPointer<UInt32>, _ place: Int, _ column: Int
    ) -> UnsafeBufferPointer<UInt8> {
        let start = base + Int(ends[place]) + (column == 0 ? 0 : 1)
        let end = base + Int(ends[place + 1])
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end]).bindMemory(to: UInt8.self)
    }

    /// The code of a row whose comparison has several columns, or one that this file lacks.
    private func code(
        _ rows: CSVScanner.Rows, _ bytes: UnsafeRawBufferPointer, _ row: Int, _ places: [Int?]
    ) -> UInt32 {
        let cells = rows.places.withUnsafeBufferPointer { ends in
            places.map { column in
                column.map { Self.cell(bytes, rows.base, ends, row * (rows.columns + 1) + $0, $0) }
                    ?? UnsafeBufferPointer(start: nil, count: 0)
            }
        }
        guard cells.contains(where: { !$0.isEmpty }) else { return 0 }
        raw.removeAll(keepingCapacity: true)
        for cell in cells {
            raw.append(contentsOf: cell)
            raw.append(0)
        }
        let key = raw
        return key.withUnsafeBufferPointer { code(remembering: $0) { standardise(cells) } }
    }

    private func code(remembering cell: UnsafeBufferPointer<UInt8>, _ standardise: () -> UInt32) -> UInt32 {
        guard cell.count <= Self.rememberedBytes else { return standardise() }
        let hash = FastHash.hash(cell)
        let slot = Int(truncatingIfNeeded: hash) & (Self.memorySlots - 1)
        let known = memory[slot]
        if known.hash == hash, known.length == UInt32(cell.count), isRemembered(known, cell) { return known.code }
        let code = standardise()
        if remembered.count + cell.count > Self.rememberedTotal { forget() }
        memory[slot] = Memory(
            hash: hash, start: UInt32(remembered.count), length: UInt32(cell.count), code: code)
        remembered.append(contentsOf: cell)
        return code
    }

    private func isRemembered(_ known: Memory, _ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        remembered.withUnsafeBufferPointer {
            let start = Int(known.start)
            return FastHash.equal(UnsafeBufferPointer(rebasing: $0[start..<start + Int(known.length)]), cell)
        }
    }

    private func forget() {
        remembered.removeAll(keepingCapacity: true)
        for slot in memory.indices { memory[slot] = Memory() }
    }

    private func standardise(_ cells: [UnsafeBufferPointer<UInt8>]) -> UInt32 {
        var values = [[String]](repeating: [], count: plan.fields.count)
        for (column, cell) in zip(comparison.columns, cells) where !cell.isEmpty {
            let text =
                CSVCell.isQuoted(cell)
                ? String(decoding: CSVCell.content(cell), as: UTF8.self) : String(decoding: cell, as: UTF8.self)
            if !text.isEmpty { values[column] = [text] }
        }
        return dictionary.code(Standardisation.cell(comparison, fields: plan.fields, values: values))
    }
}
