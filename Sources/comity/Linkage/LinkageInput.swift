import ComityCore
import ComityLinkage
import ComityNode
import ComityRecords

/// The files of a run, read: rows with names, and the table that linkage works on.
///
/// A row's key in the table is its place in the order of names, so that the order of lines in a file cannot matter.
struct LinkageInput {
    let files: [LinkageFile]
    let mapping: LinkageMapping
    let table: LinkageTable
    let names: LinkageNames
    /// By key: equal numbers are the same person, 0 is not known; empty without a truth column.
    private let labels: [UInt32]
    /// Rows that could not be read, by file.
    let problems: [[ImportProblem]]

    /// - Throws: exit 65 naming file, place and reason; a row that cannot be read is left out and stands in `problems`.
    /// Complexity: O(bytes), and O(rows log rows) for files with faults.
    init(
        _ paths: [String], fields: String, model: LinkageModel?, truth: String?, threads: Int
    ) throws(ControlFailure) {
        var files: [LinkageFile] = []
        for (source, path) in paths.enumerated() { files.append(try LinkageFile(path, source: source)) }
        let mapping = try LinkageMapping(fields: fields, model: model, files: files, truth: truth)
        self.files = files
        self.mapping = mapping
        let plan: LinkagePlan
        do throws(LinkageError) {
            plan = try LinkagePlan(fields: mapping.columns.map(\.field))
        } catch {
            throw ControlFailure(error)
        }
        if let fast = FastReading(files, mapping, plan, threads: threads) {
            table = fast.table.table
            names = fast.names
            labels = fast.table.labels ?? []
            problems = files.map { _ in [] }
        } else {
            let careful = try CarefulReading(files, mapping, plan)
            table = careful.table
            names = LinkageNames(careful.names)
            labels = careful.labels
            problems = careful.problems
        }
        guard names.count > 0 else { throw Self.noRows(files, problems) }
    }

    var rowCount: Int { names.count }
    var refusedCount: Int { problems.reduce(0) { $0 + $1.count } }

    /// The key of the row that a person names: `a:17`, or `17` where only one file has it.
    /// - Throws: exit 1 if there is none, exit 64 if both files have one.
    func key(_ text: String) throws(ControlFailure) -> UInt64 {
        let found = candidates(text).compactMap(names.key)
        guard let key = found.first else {
            throw ControlFailure("not-found", "no row has the id `\(text)`", exit: .no)
        }
        guard found.count == 1 else {
            throw ControlFailure(
                "ambiguous", "both files have a row `\(text)`",
                hints: ["write `a:\(text)` or `b:\(text)`"], exit: .usage)
        }
        return key
    }

    /// The truth as `--truth` names it; an empty cell is not known.
    func truth(_ mode: LinkageMode) -> TruthLabels {
        TruthLabels(
            keys: (0..<UInt64(names.count)).map { $0 }, labels: labels.map { $0 == 0 ? TruthLabels.unknown : $0 },
            sources: names.sources, mode: mode)
    }

    /// What a person may have meant: an id in each file, and a letter with an id. An id may itself begin with `a:`.
    private func candidates(_ text: String) -> [RowName] {
        var names = files.map { RowName(source: $0.source, id: Array(text.utf8)) }
        for file in files where text.hasPrefix("\(file.letter):") {
            names.append(RowName(source: file.source, id: Array(text.utf8.dropFirst(2))))
        }
        return names
    }

    private static func noRows(_ files: [LinkageFile], _ problems: [[ImportProblem]]) -> ControlFailure {
        ControlFailure(
            "no-rows", "there is no row to link in \(files.map { "`\($0.path)`" }.joined(separator: " and "))",
            hints: problems.joined().first.map { ["line \($0.line): \($0.reason)"] } ?? [], exit: .badData)
    }
}
