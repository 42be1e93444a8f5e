import ComityLinkage
import ComityNode

/// Columns that were found in each file, put together: those of one kind belong together, by name and then in order.
struct ColumnPairing {
    private let found: [[InferredColumn]]

    init(_ found: [[InferredColumn]]) { self.found = found }

    /// The fields of a run, in the order of the first file: one file has all of its columns; of two, what only one has
    /// cannot be compared and stays out, and texts of no known kind belong together by name only.
    var columns: [LinkageColumn] {
        guard found.count > 1 else { return found[0].map { column($0, [$0]) } }
        var open = found[1]
        return found[0].compactMap { left in
            guard let place = partner(of: left, in: open) else { return nil }
            return column(left, [left, open.remove(at: place)])
        }
    }

    /// The columns that a model's fields name.
    /// - Throws: exit 65 if no file has a column of a field.
    func columns(of model: LinkageModel, _ files: [LinkageFile]) throws(ControlFailure) -> [LinkageColumn] {
        var open = found
        var columns: [LinkageColumn] = []
        for field in model.plan.fields {
            let places = open.indices.map { take(field, files[$0], &open[$0]) }
            guard places.contains(where: { $0 != nil }) else {
                throw ControlFailure(
                    "malformed-model",
                    "`--model`: no file has a column `\(field.name)`, and none was found to be \(field.kind.rawValue)",
                    exit: .badData)
            }
            columns.append(LinkageColumn(field: field, places: places))
        }
        return columns
    }

    /// Which columns of only one of two files stay out.
    func remarks(_ files: [LinkageFile]) -> [String] {
        guard found.count > 1 else { return [] }
        let taken = columns.map { $0.places.map { $0?.column } }
        return files.indices.flatMap { source in
            found[source].filter { column in !taken.contains { $0[source] == column.column } }.map {
                "\(files[source].letter): column `\($0.name)`: not compared: the other file has no such column"
            }
        }
    }

    private func column(_ inferred: InferredColumn, _ places: [InferredColumn]) -> LinkageColumn {
        let order = inferred.format?.dateOrder ?? .dayFirst
        return LinkageColumn(
            field: LinkageField(name: inferred.name, kind: inferred.kind, dateOrder: order),
            places: places.map { $0.place(order) })
    }

    private func partner(of column: InferredColumn, in open: [InferredColumn]) -> Int? {
        let same = open.indices.filter { open[$0].kind == column.kind }
        if let named = same.first(where: { open[$0].name == column.name }) { return named }
        guard column.kind != .text else { return nil }
        // One that stands for a column of the same name must stay for it.
        return same.first { place in !found[0].contains { $0.name == open[place].name && $0.kind == column.kind } }
    }

    /// The column of this name, else one that was found to be of this kind.
    private func take(_ field: LinkageField, _ file: LinkageFile, _ open: inout [InferredColumn])
        -> LinkageColumn.Place?
    {
        let place =
            open.firstIndex { $0.name == field.name }
            ?? open.firstIndex { $0.kind == field.kind && field.kind != .text }
        if let place { return open.remove(at: place).place(field.dateOrder) }
        guard let column = file.header.firstIndex(of: field.name) else { return nil }
        return LinkageColumn.Place(column: column, order: field.dateOrder)
    }
}
