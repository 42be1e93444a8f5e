import ComityLinkage
import ComityNode

/// Clean files, read on all cores. Anything out of the ordinary is left to ``CarefulReading``.
struct FastReading {
    let table: CSVTable
    let names: LinkageNames

    /// Nil if a row would be refused, or if the map asks for what the reader of the linkage room does not do: to divide
    /// cells, to read dates of an unusual form, to name rows by their lines; or if cells are not divided by commas.
    init?(_ files: [LinkageFile], _ mapping: LinkageMapping, _ plan: LinkagePlan, threads: Int) {
        var sources: [CSVSource] = []
        for file in files {
            guard file.hasCommas, let id = mapping.idColumns[file.source] else { return nil }
            let places = mapping.columns.map { $0.places[file.source] }
            guard places.allSatisfy({ $0?.isPlain ?? true }) else { return nil }
            sources.append(
                CSVSource(
                    bytes: file.file.bytes, name: file.path, source: UInt32(file.source), idColumn: id,
                    columns: places.map { $0?.column },
                    labelColumn: mapping.truthColumns.isEmpty ? nil : mapping.truthColumns[file.source]))
        }
        do throws(LinkageError) {
            table = try CSVTable(plan: plan, sources: sources, threads: threads)
        } catch {
            // The careful reading meets the same fault, and says what becomes of the other rows.
            return nil
        }
        names = LinkageNames(table.names, keys: table.keys)
        for key in 0..<UInt64(table.names.count) {
            let id = table.names.bytes(key)
            if id.trimmed.count != id.count { return nil }
        }
    }
}
