import ComityCore
import ComityNode
import ComityRecords

/// Reads a file of records and gives it on in batches that a node takes in one request.
struct ImportFile {
    /// What one request may carry: records, and bytes of their contents. Specs/control.md#requests
    private static let batchRows = 1_000
    private static let batchBytes = 4 << 20

    /// What was found wrong, as far as it is kept.
    private(set) var problems: [ImportProblem] = []
    /// A list of problems longer than this helps nobody.
    static let problemLimit = 10_000

    private(set) var rows: Int64 = 0
    private(set) var refused: Int64 = 0
    private(set) var warnings: Int64 = 0
    private(set) var plan: ImportPlan?

    private var reader: ImportReader
    private var batch: [CBORValue] = []
    private var batchSizeBytes = 0

    init(map: FieldMap?, defaults: [FieldMap.Setting]) {
        reader = ImportReader(map: map, inferenceDefaults: defaults)
    }

    /// Reads the whole file; `send` takes each batch, the first after the plan stands.
    /// - Throws: exit 65 if the file cannot be read or its header does not fit, and what `send` throws.
    mutating func read(
        _ path: String, onPlan: (ImportPlan) -> Void, send: ([CBORValue], Int64) throws(ControlFailure) -> Void
    ) throws(ControlFailure) {
        let file = try InputFile(path)
        while let chunk = try file.next() {
            reader.append(chunk)
            try take(onPlan, send)
        }
        reader.finish()
        try take(onPlan, send)
        try flush(send)
    }

    /// Notes a row that the node refused.
    mutating func refuse(line: Int, reason: String) {
        refused += 1
        note(ImportProblem(line: line, column: nil, reason: reason))
    }

    /// Notes what a person should know of a row that was taken.
    mutating func warn(line: Int, reason: String) {
        warnings += 1
        note(ImportProblem(line: line, column: nil, reason: reason))
    }

    private mutating func take(
        _ onPlan: (ImportPlan) -> Void, _ send: ([CBORValue], Int64) throws(ControlFailure) -> Void
    ) throws(ControlFailure) {
        while let item = try nextItem() {
            switch item {
            case .started(let plan):
                self.plan = plan
                onPlan(plan)
            case .refused(let problem):
                rows += 1
                refused += 1
                note(problem)
            case .row(let row):
                rows += 1
                warnings += Int64(row.warnings.count)
                for warning in row.warnings { note(warning) }
                try append(row, send)
            }
        }
    }

    private mutating func nextItem() throws(ControlFailure) -> ImportItem? {
        do {
            return try reader.next()
        } catch {
            throw ControlFailure(error)
        }
    }

    private mutating func append(
        _ row: ImportedRow, _ send: ([CBORValue], Int64) throws(ControlFailure) -> Void
    ) throws(ControlFailure) {
        let content = row.content.encoded
        if batch.count == Self.batchRows || batchSizeBytes + content.count > Self.batchBytes { try flush(send) }
        batch.append([.integer(Int64(row.line)), .text(row.id), .bytes(content)])
        batchSizeBytes += content.count
    }

    private mutating func flush(
        _ send: ([CBORValue], Int64) throws(ControlFailure) -> Void
    ) throws(ControlFailure) {
        guard !batch.isEmpty else { return }
        try send(batch, rows)
        batch = []
        batchSizeBytes = 0
    }

    private mutating func note(_ problem: ImportProblem) {
        if problems.count < Self.problemLimit { problems.append(problem) }
    }
}
