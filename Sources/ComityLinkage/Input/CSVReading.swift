import ComityCore

/// The state of reading CSV files into a table: parts of a file are scanned at the same time, then the columns of those
/// parts are encoded at the same time, each by one worker in file order.
final class CSVReading {
    private let plan: LinkagePlan
    private let threads: Int
    private let encoders: [ColumnEncoder]
    private var idBytes: [UInt8] = []
    private var idOffsets: [UInt32] = [0]
    private var labelCodes: [UInt32]?
    private var labelTexts = ValueDictionary()
    /// By file: the rows in file order, what a problem needs to name them, and where each row begins.
    private var files: [File] = []

    private struct File {
        let rows: Range<Int>
        let header: [String]
        let firstRow: Int
    }

    /// Bytes that one worker scans at a time: their cells' places stay in the processor's cache.
    private static let chunkBytes = 1 << 20
    /// Chunks scanned for each thread before their columns are encoded: enough work for all, little to hold.
    private static let chunksPerThread = 4

    init(_ plan: LinkagePlan, hasLabels: Bool, threads: Int) {
        self.plan = plan
        self.threads = threads
        encoders = plan.comparisons.indices.map { ColumnEncoder(plan, $0) }
        labelCodes = hasLabels ? [] : nil
    }

    private var rowCount: Int { idOffsets.count - 1 }

    func read(_ source: CSVSource) throws(LinkageError) {
        let (header, first) = try CSVTable.firstRow(source.bytes, name: source.name)
        let start = rowCount
        let chunks = CSVChunks(source.bytes, from: first, sizeBytes: Self.chunkBytes, threads: threads)
        let step = Self.chunksPerThread * max(threads, 1)
        for group in stride(from: 0, to: chunks.starts.count - 1, by: step) {
            let last = min(group + step, chunks.starts.count - 1)
            let scanned = scan(source, header.count, Array(chunks.starts[group...last]))
            for scanner in scanned {
                if let fault = scanner.fault {
                    throw CSVTable.error(fault, source.bytes, name: source.name, header: header)
                }
            }
            try encode(source, scanned.map(\.rows), header)
        }
        files.append(File(rows: start..<rowCount, header: header, firstRow: first))
    }

    private func scan(_ source: CSVSource, _ columns: Int, _ starts: [Int]) -> [CSVScanner] {
        [CSVScanner](unsafeUninitializedCapacity: starts.count - 1) { scanners, count in
            nonisolated(unsafe) let scanners = scanners
            ForkJoin.run(starts.count - 1, threads: threads) { chunk, _ in
                var scanner = CSVScanner(source.bytes, columns: columns, position: starts[chunk])
                scanner.scan(until: starts[chunk + 1])
                scanners.initializeElement(at: chunk, to: scanner)
            }
            count = starts.count - 1
        }
    }

    private func encode(_ source: CSVSource, _ chunks: [CSVScanner.Rows], _ header: [String]) throws(LinkageError) {
        guard rowCount + chunks.reduce(0, { $0 + $1.count }) < LinkageLimits.rows else {
            throw LinkageError(.limitExceeded, "a table holds at most \(LinkageLimits.rows) rows")
        }
        var fault: CSVFault?
        ForkJoin.run(encoders.count + 1, threads: threads) { job, _ in
            if job > 0 {
                for rows in chunks { encoders[job - 1].append(rows, source.bytes, columns: source.columns) }
            } else {
                for rows in chunks where fault == nil { fault = appendNames(rows, source) }
            }
        }
        if let fault { throw CSVTable.error(fault, source.bytes, name: source.name, header: header) }
        let largest = encoders.map(\.dictionary.byteCount).max() ?? 0
        guard max(largest, idBytes.count) < LinkageLimits.tableBytes else {
            throw LinkageError(
                .limitExceeded, "a column of `\(source.name)` has over \(LinkageLimits.tableBytes) bytes of values")
        }
    }

    /// Ids and labels of some rows; a fault if an id is empty.
    private func appendNames(_ rows: CSVScanner.Rows, _ source: CSVSource) -> CSVFault? {
        rows.places.withUnsafeBufferPointer { ends in
            for row in 0..<rows.count {
                let place = row * (rows.columns + 1)
                let id = Self.cell(source, rows, ends, place, source.idColumn)
                if id.isEmpty {
                    return CSVFault(
                        offset: rows.base + Int(ends[place]), column: source.idColumn, reason: "the id is empty")
                }
                if CSVCell.isQuoted(id) { idBytes += CSVCell.content(id) } else { idBytes.append(contentsOf: id) }
                idOffsets.append(UInt32(idBytes.count))
                guard labelCodes != nil else { continue }
                labelCodes?.append(
                    source.labelColumn.map {
                        labelTexts.code(CSVCell.content(Self.cell(source, rows, ends, place, $0)))
                    } ?? 0)
            }
            return nil
        }
    }

    private static func cell(
        _ source: CSVSource, _ rows: CSVScanner.Rows, _ ends: UnsafeBufferPointer<UInt32>, _ place: Int, _ column: Int
    ) -> UnsafeBufferPointer<UInt8> {
        ColumnEncoder.cell(source.bytes, rows.base, ends, place + column, column)
    }

    /// The rows by source and id. - Throws: `malformed-input` for the second row with one id in one file.
    func order(_ sources: [CSVSource]) throws(LinkageError) -> (RowNames, [Range<UInt64>]) {
        var order: [UInt32] = []
        order.reserveCapacity(rowCount)
        var keys: [Range<UInt64>] = []
        for (number, file) in files.enumerated() {
            let rows = RowOrder(bytes: idBytes, offsets: idOffsets, rows: file.rows)
            let sorted = rows.sorted()
            if let repeated = rows.firstRepeated(sorted) {
                throw repeatedID(Int(repeated) - file.rows.lowerBound, Int(repeated), sources[number], file)
            }
            keys.append(UInt64(order.count)..<UInt64(order.count + sorted.count))
            order += sorted
        }
        return (RowNames(bytes: idBytes, offsets: idOffsets, fileRows: order), keys)
    }

    private func repeatedID(_ place: Int, _ row: Int, _ source: CSVSource, _ file: File) -> LinkageError {
        let id = String(decoding: idBytes[Int(idOffsets[row])..<Int(idOffsets[row + 1])], as: UTF8.self)
        var scanner = CSVScanner(source.bytes, columns: file.header.count, position: file.firstRow)
        scanner.scan(until: source.bytes.count)
        let start = scanner.rows.base + Int(scanner.rows.places[place * (file.header.count + 1)])
        let fault = CSVFault(offset: start, column: source.idColumn, reason: "two rows have the id `\(id)`")
        return CSVTable.error(fault, source.bytes, name: source.name, header: file.header)
    }

    func labels(_ order: [UInt32]) -> [UInt32]? {
        labelCodes.map { codes in order.map { codes[Int($0)] } }
    }

    /// The table; the encoders' codes move into it.
    func table(_ sources: [CSVSource], _ keys: [Range<UInt64>], _ order: [UInt32]) -> LinkageTable {
        let dictionaries = encoders.map { $0.finished() }
        let matrix = CodeMatrix(columns: encoders.map(\.codes), order: order, threads: threads)
        var rowSources: [UInt32] = []
        rowSources.reserveCapacity(order.count)
        for (number, range) in keys.enumerated() {
            rowSources.append(contentsOf: repeatElement(sources[number].source, count: range.count))
        }
        return LinkageTable(
            plan: plan, keys: (0..<UInt64(order.count)).map { $0 }, sources: rowSources,
            dictionaries: dictionaries, matrix: matrix)
    }
}
