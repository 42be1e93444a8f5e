import ComityCore

/// What an import reads next from a file.
package enum ImportItem: Sendable {
    /// The header is read and the map stands: once, before the first row.
    case started(ImportPlan)
    case row(ImportedRow)
    /// A row that is not imported.
    case refused(ImportProblem)
}

/// How a file is read.
package struct ImportPlan: Sendable {
    package let map: FieldMap
    /// Why, where the map was inferred: one for each column.
    package let inference: [ColumnInference]?
    /// Columns that are not imported.
    package let unmappedColumns: [String]
    /// What divides cells: a comma, unless the header told otherwise.
    package let delimiter: UInt8
}

/// Reads a file of persons or other records from chunks of bytes: CSV rows, field map, contents, and which id was seen.
/// Specs/field-map.md
///
/// Bounded by the CSV limits, a sample for inference, and the ids of the file.
package struct ImportReader: Sendable {
    private var csv: CSVReader
    private let map: FieldMap?
    private let inferenceDefaults: [FieldMap.Setting]
    private let schema: Schema
    private let provenance: Provenance?
    private var header: [String]?
    private var mapper: RowMapper?
    private var plan: ImportPlan?
    /// Read before the map stood, or to be given out before more is read.
    private var waiting: [CSVItem] = []
    private var nextWaiting = 0
    /// The line on which each id stood first.
    private var lines: [String: Int] = [:]
    private var isFinished = false

    /// - Parameter map: nil to infer it.
    /// - Parameter inferenceDefaults: settings of every record under an inferred map.
    package init(
        map: FieldMap?, inferenceDefaults: [FieldMap.Setting] = [], schema: Schema = .current,
        provenance: Provenance? = nil, limits: CSVLimits = CSVLimits()
    ) {
        self.map = map
        self.inferenceDefaults = inferenceDefaults
        self.schema = schema
        self.provenance = provenance
        csv = CSVReader(limits: limits, delimiter: nil)
    }

    /// Takes the next bytes of the file; read all items with ``next()`` before giving more.
    package mutating func append(_ bytes: some Collection<UInt8>) { csv.append(bytes) }

    /// There are no more bytes.
    package mutating func finish() {
        isFinished = true
        csv.finish()
    }

    /// The next item; nil if more bytes are needed, or at the end after ``finish()``.
    /// - Throws: `malformed-map` if the map does not fit the file, `malformed-row` if the header cannot be read:
    ///   then the whole file is refused.
    package mutating func next() throws(RecordError) -> ImportItem? {
        if mapper == nil {
            guard try prepare() else { return nil }
            if let plan { return .started(plan) }
        }
        guard let mapper, let item = nextItem() else { return nil }
        switch item {
        case .refused(let fault): return .refused(problem(fault))
        case .row(let row): return map(row, mapper)
        }
    }

    private mutating func map(_ row: CSVRow, _ mapper: RowMapper) -> ImportItem {
        let imported: ImportedRow
        do throws(RecordError) {
            imported = try mapper.map(row)
        } catch {
            return .refused(ImportProblem(line: row.line, column: nil, reason: error.reason))
        }
        if let first = lines.updateValue(row.line, forKey: imported.id) {
            lines[imported.id] = first
            let reason = "the id `\(imported.id.prefix(60))` stands on line \(first) already"
            return .refused(ImportProblem(line: row.line, column: plan?.map.idColumn, reason: reason))
        }
        return .row(imported)
    }

    private mutating func nextItem() -> CSVItem? {
        if nextWaiting < waiting.count {
            nextWaiting += 1
            return waiting[nextWaiting - 1]
        }
        waiting = []
        nextWaiting = 0
        return csv.next()
    }

    /// Reads the header, and the sample if the map is to be inferred; false if more bytes are needed.
    private mutating func prepare() throws(RecordError) -> Bool {
        if header == nil {
            guard let item = csv.next() else {
                if isFinished { throw RecordError(.malformedRow, "the file is empty") }
                return false
            }
            header = try Self.header(item)
        }
        guard let header else { return false }
        if let map {
            try start(map, header, inference: nil)
            return true
        }
        while waiting.count < FieldInference.sampleRows, let item = csv.next() { waiting.append(item) }
        guard waiting.count >= FieldInference.sampleRows || isFinished else { return false }
        let rows = waiting.compactMap { if case .row(let row) = $0 { row } else { nil } }
        let (map, columns) = FieldInference.infer(header: header, rows: rows, defaults: inferenceDefaults)
        guard !map.entries.isEmpty else {
            throw RecordError(
                .malformedMap, "no column of the file is recognised: write a field map for its columns")
        }
        try start(map, header, inference: columns)
        return true
    }

    private mutating func start(
        _ map: FieldMap, _ header: [String], inference: [ColumnInference]?
    ) throws(RecordError) {
        let mapper = try RowMapper(map, header: header, schema: schema, provenance: provenance)
        self.mapper = mapper
        plan = ImportPlan(
            map: map, inference: inference, unmappedColumns: mapper.unmappedColumns,
            delimiter: csv.delimiter ?? UInt8(ascii: ","))
    }

    private static func header(_ item: CSVItem) throws(RecordError) -> [String] {
        switch item {
        case .refused(let fault):
            let place = fault.column.map { "column \($0 + 1) " } ?? ""
            throw RecordError(.malformedRow, "the header on line \(fault.line) cannot be read: \(place)\(fault.reason)")
        case .row(let row):
            let names = row.texts.map { String(decoding: trimmed(Array($0.utf8)[...]), as: UTF8.self) }
            if let empty = names.firstIndex(of: "") {
                throw RecordError(.malformedRow, "the header has no name for column \(empty + 1)")
            }
            return names
        }
    }

    private func problem(_ fault: CSVFault) -> ImportProblem {
        let name = fault.column.map { column in
            header.flatMap { column < $0.count ? $0[column] : nil } ?? "column \(column + 1)"
        }
        return ImportProblem(line: fault.line, column: name, reason: fault.reason)
    }
}
