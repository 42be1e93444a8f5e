import ComityNode
import ComityRecords

/// One file of a run: its bytes, its header and its first rows.
final class LinkageFile {
    let path: String
    /// 0 or 1.
    let source: Int
    let header: [String]
    /// Good rows from the beginning, as many as inference looks at.
    let sample: [CSVRow]
    let file: MappedFile
    /// Whether commas divide its cells.
    let hasCommas: Bool

    var letter: String { RowName.letters[source] }

    /// - Throws: exit 65 if the file cannot be read, is empty or has no readable header.
    init(_ path: String, source: Int) throws(ControlFailure) {
        self.path = path
        self.source = source
        file = try MappedFile(path)
        var items = CSVItems(file.bytes)
        guard let first = items.next() else {
            throw ControlFailure("malformed-row", "`\(path)` is empty", exit: .badData)
        }
        header = try Self.header(first, path)
        var sample: [CSVRow] = []
        while sample.count < FieldInference.sampleRows, let item = items.next() {
            if case .row(let row) = item { sample.append(row) }
        }
        self.sample = sample
        hasCommas = items.delimiter == UInt8(ascii: ",")
    }

    /// All rows after the header.
    var items: CSVItems {
        var items = CSVItems(file.bytes)
        _ = items.next()
        return items
    }

    /// - Throws: exit 65 naming the file if it has no such column, or has it twice.
    func column(_ name: String, _ purpose: String) throws(ControlFailure) -> Int {
        let places = header.indices.filter { header[$0] == name }
        guard let place = places.first, places.count == 1 else {
            throw ControlFailure(
                "malformed-map",
                places.isEmpty
                    ? "\(purpose): `\(path)` has no column `\(name)`"
                    : "\(purpose): `\(path)` has the column `\(name)` twice",
                hints: places.isEmpty ? Suggestion.hint(for: name, among: header) : [], exit: .badData)
        }
        return place
    }

    /// What is wrong with a row, with the column's name.
    func problem(_ fault: CSVFault) -> ImportProblem {
        let name = fault.column.map { $0 < header.count ? header[$0] : "column \($0 + 1)" }
        return ImportProblem(line: fault.line, column: name, reason: fault.reason)
    }

    private static func header(_ item: CSVItem, _ path: String) throws(ControlFailure) -> [String] {
        switch item {
        case .refused(let fault):
            let place = fault.column.map { "column \($0 + 1): " } ?? ""
            throw ControlFailure(
                "malformed-row", "the header of `\(path)` cannot be read: \(place)\(fault.reason)", exit: .badData)
        case .row(let row):
            let names = (0..<row.count).map { String(decoding: row[$0].trimmed, as: UTF8.self) }
            if let empty = names.firstIndex(of: "") {
                throw ControlFailure(
                    "malformed-row", "the header of `\(path)` has no name for column \(empty + 1)", exit: .badData)
            }
            return names
        }
    }
}

/// The rows and refusals of CSV bytes, one by one.
struct CSVItems: IteratorProtocol, Sequence {
    /// Bytes given to the reader at a time.
    private static let chunkBytes = 1 << 18

    private let bytes: UnsafeRawBufferPointer
    private var given = 0
    private var reader = CSVReader(delimiter: nil)

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// What divides cells, once the first row is read.
    var delimiter: UInt8? { reader.delimiter }

    mutating func next() -> CSVItem? {
        while true {
            if let item = reader.next() { return item }
            guard given <= bytes.count else { return nil }
            let end = Swift.min(given + Self.chunkBytes, bytes.count)
            if end > given { reader.append(bytes[given..<end]) }
            given = end
            guard end < bytes.count else {
                reader.finish()
                given = bytes.count + 1
                continue
            }
        }
    }
}
