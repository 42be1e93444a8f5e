import ComityCore
import ComityNode
import ComityRecords

/// A file of persons as the demonstration imports it: the mapped rows, and which of them are one person by the truth
/// column `cluster`, if there is one.
struct DemoFile {
    let name: String
    let rows: [ImportedRow]
    let refused: Int
    let plan: ImportPlan
    /// The value of `cluster` by row id.
    let clusters: [String: String]

    /// The largest file of a demonstration: 200,000 rows of FEBRL's width.
    static let limitBytes = 64 << 20

    /// - Throws: what the map or the header is refused for.
    init(name: String, bytes: [UInt8], map: FieldMap?, defaults: [FieldMap.Setting]) throws {
        self.name = name
        var reader = ImportReader(map: map, inferenceDefaults: defaults)
        reader.append(bytes)
        reader.finish()
        var rows: [ImportedRow] = []
        var refused = 0
        var started: ImportPlan?
        while let item = try reader.next() {
            switch item {
            case .started(let plan): started = plan
            case .row(let row): rows.append(row)
            case .refused: refused += 1
            }
        }
        guard let started, !rows.isEmpty else {
            throw ControlFailure("bad-data", "`\(name)` holds no row that can be imported", exit: .badData)
        }
        self.rows = rows
        self.refused = refused
        plan = started
        clusters = try Self.clusters(bytes, idColumn: started.map.idColumn)
    }

    /// The record fields that the map fills.
    var fields: [String] {
        let paths = plan.map.entries.compactMap { entry -> String? in
            switch entry.target {
            case .kind(let kind): kind.path
            case .field(let path): path.description
            }
        }
        var seen: Set<String> = []
        return paths.map { String($0.prefix { $0 != "." && $0 != "[" }) }.filter { seen.insert($0).inserted }
    }

    private static func clusters(_ bytes: [UInt8], idColumn: String?) throws -> [String: String] {
        guard let idColumn else { return [:] }
        var reader = CSVReader(delimiter: nil)
        reader.append(bytes)
        reader.finish()
        var columns: (id: Int, cluster: Int)?
        var isHeader = true
        var clusters: [String: String] = [:]
        while let item = reader.next() {
            guard case .row(let row) = item else { continue }
            if isHeader {
                isHeader = false
                guard let id = row.texts.firstIndex(of: idColumn), let cluster = row.texts.firstIndex(of: "cluster")
                else { return [:] }
                columns = (id, cluster)
            } else if let columns, columns.id < row.count, columns.cluster < row.count {
                clusters[row.text(columns.id)] = row.text(columns.cluster)
            }
        }
        return clusters
    }
}
