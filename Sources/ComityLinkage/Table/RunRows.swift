import ComityCore

/// The rows of one run in canonical order: a row's rank is its place among the keys.
final class RunRows: @unchecked Sendable {
    let plan: LinkagePlan
    /// Ascending.
    let keys: [UInt64]
    /// By rank.
    let allSources: [UInt32]
    /// By rank; nil unless only pairs of different sources count.
    let sources: [UInt32]?
    let matrix: CodeMatrix
    /// By comparison.
    let cells: [ValueDictionary.Storage]

    /// - Throws: `malformed-input` if a key occurs twice.
    /// Complexity: O(rows) if the keys ascend, else O(rows log rows).
    init(_ table: LinkageTable, mode: LinkageMode) throws(LinkageError) {
        plan = table.plan
        cells = table.dictionaries.map(\.cells)
        if table.keys.indices.dropFirst().allSatisfy({ table.keys[$0 - 1] < table.keys[$0] }) {
            keys = table.keys
            allSources = table.sources
            matrix = table.matrix
        } else {
            let order = Self.order(table.keys)
            keys = order.map { table.keys[Int($0)] }
            allSources = order.map { table.sources[Int($0)] }
            matrix = table.matrix.ordered(order)
        }
        sources = mode == .link ? allSources : nil
        for place in keys.indices.dropFirst() where keys[place] == keys[place - 1] {
            throw LinkageError(.malformedInput, "two rows have the key \(keys[place])")
        }
    }

    init(
        plan: LinkagePlan, keys: [UInt64], allSources: [UInt32], isLink: Bool, matrix: CodeMatrix,
        cells: [ValueDictionary.Storage]
    ) {
        self.plan = plan
        self.keys = keys
        self.allSources = allSources
        sources = isLink ? allSources : nil
        self.matrix = matrix
        self.cells = cells
    }

    var count: Int { keys.count }

    /// Bytes of the rows and their cells. Complexity: O(comparisons).
    var byteCount: Int {
        cells.reduce(count * (matrix.stride * 4 + 12)) { $0 + $1.bytes.count + $1.offsets.count * 4 }
    }

    /// All pairs of rows that the mode admits.
    var totalPairs: Double {
        let all = Double(count) * Double(count - 1) / 2
        guard let sources else { return max(all, 0) }
        var sizes: [UInt32: Double] = [:]
        for source in sources { sizes[source, default: 0] += 1 }
        return max(all - sizes.values.sorted().reduce(0) { $0 + $1 * ($1 - 1) / 2 }, 0)
    }

    /// The rank of a key. Complexity: O(log rows).
    func rank(_ key: UInt64) -> UInt32? {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key ? UInt32(low) : nil
    }

    private static func order(_ keys: [UInt64]) -> [UInt32] {
        var entries = keys.indices.map { RadixSort.Entry(key: keys[$0], row: UInt32($0)) }
        RadixSort.sort(&entries)
        return entries.map(\.row)
    }
}
