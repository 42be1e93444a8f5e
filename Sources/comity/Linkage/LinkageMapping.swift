import ComityCore
import ComityLinkage
import ComityNode
import ComityRecords

/// Which column of which file is which field of a run. Specs/field-map.md
struct LinkageMapping {
    private(set) var columns: [LinkageColumn] = []
    /// The column that names a row, for each file; nil where the number of its line does.
    private(set) var idColumns: [Int?] = []
    /// The column that says who a row really is, for each file; empty without `--truth`.
    private(set) var truthColumns: [Int] = []
    /// What was decided about columns, and why, for standard error.
    private(set) var remarks: [String] = []

    /// - Parameters:
    ///   - fields: the path of a map, or `auto`.
    ///   - model: under `auto`, the fields of a model that is given stand.
    /// - Throws: exit 65 naming the map, the file or the column at fault.
    init(fields: String, model: LinkageModel?, files: [LinkageFile], truth: String?) throws(ControlFailure) {
        for file in files {
            guard let truth else { continue }
            truthColumns.append(try file.column(truth, "`--truth`"))
        }
        if fields != "auto" {
            try take(try Self.map(fields), files, truth)
        } else {
            try infer(model, files, truth)
        }
        guard !columns.isEmpty else {
            throw ControlFailure(
                "malformed-map", "no column of `\(files[0].path)` is recognised",
                hints: ["write a field map for its columns: `--fields MAP.json`"], exit: .badData)
        }
    }

    private static func map(_ path: String) throws(ControlFailure) -> FieldMap {
        let bytes = try Files.read(path, limitBytes: FieldMap.limitBytes)
        do throws(RecordError) {
            return try FieldMap(parsing: bytes)
        } catch {
            throw ControlFailure(error.code, "`\(path)`: \(error.reason)", exit: .badData)
        }
    }

    /// The columns that a map names; every file must have them.
    private mutating func take(_ map: FieldMap, _ files: [LinkageFile], _ truth: String?) throws(ControlFailure) {
        for file in files {
            guard let id = map.idColumn else {
                idColumns.append(nil)
                continue
            }
            idColumns.append(try file.column(id, "field map"))
        }
        for entry in map.entries {
            let kind = FieldKind(entry.target)
            guard kind != .ignore else { continue }
            guard entry.column != truth else {
                remarks.append("column `\(entry.column)`: not compared: it is the truth")
                continue
            }
            let order = entry.format?.dateOrder ?? .dayFirst
            var places: [LinkageColumn.Place?] = []
            for file in files {
                let column = try file.column(entry.column, "field map")
                places.append(
                    .init(column: column, separator: entry.separator, format: entry.format, order: order))
            }
            let field = LinkageField(name: entry.column, kind: kind, dateOrder: order)
            columns.append(LinkageColumn(field: field, places: places))
        }
        let mapped = Set(map.entries.map(\.column) + [map.idColumn, truth].compactMap { $0 })
        for file in files {
            let names = file.header.filter { !mapped.contains($0) }.map { "`\($0)`" }
            if names.isEmpty { continue }
            remarks.append(
                "\(file.letter): not compared, because the map does not name them: \(names.joined(separator: ", "))")
        }
    }

    /// The columns that header and values tell, for each file by itself, then put together.
    private mutating func infer(_ model: LinkageModel?, _ files: [LinkageFile], _ truth: String?) throws(ControlFailure)
    {
        var found: [[InferredColumn]] = []
        for file in files {
            let inference = FieldInference.infer(
                header: file.header, rows: file.sample, purpose: .comparison,
                ignoring: truth.map { [$0: "it is the truth"] } ?? [:])
            idColumns.append(file.header.firstIndex { $0 == inference.map.idColumn })
            found.append(
                try inference.map.entries.map { entry throws(ControlFailure) in
                    try InferredColumn(entry, file)
                })
            let prefix = files.count > 1 ? "\(file.letter): " : ""
            for column in inference.columns {
                remarks.append("\(prefix)column `\(column.column)`: \(column.decisionText): \(column.reason)")
            }
        }
        let pairing = ColumnPairing(found)
        if let model {
            columns = try pairing.columns(of: model, files)
        } else {
            columns = pairing.columns
            remarks += pairing.remarks(files)
        }
    }
}

/// A column of one file and what it was found to be.
struct InferredColumn {
    let name: String
    let kind: FieldKind
    let column: Int
    let format: DateFormat?

    init(_ entry: FieldMap.Entry, _ file: LinkageFile) throws(ControlFailure) {
        name = entry.column
        kind = FieldKind(entry.target)
        column = try file.column(entry.column, "`--fields auto`")
        format = entry.format
    }

    /// The column as a place of a field whose dates are read in this order.
    func place(_ order: DateOrder) -> LinkageColumn.Place { .init(column: column, format: format, order: order) }
}

extension FieldKind {
    /// The kind that compares what a map's target holds.
    init(_ target: FieldMap.Target) {
        let kind: ColumnKind?
        switch target {
        case .kind(let named): kind = named
        case .field(let path):
            let text = path.description.filter { !"[]0123456789".contains($0) }
            kind = ColumnKind.allCases.first { $0.path == text }
        }
        self = kind.flatMap { FieldKind(rawValue: $0.rawValue) } ?? .text
    }
}

extension ColumnInference {
    /// What became of the column, in a word.
    var decisionText: String {
        switch decision {
        case .id: "id"
        case .kind(let kind, _): kind.rawValue
        case .field(let path): path.description
        case .ignored: "ignored"
        case .unmapped: "not compared"
        }
    }
}
