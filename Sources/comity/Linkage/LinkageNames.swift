import ComityLinkage

/// The names of the rows of a run, by key. Keys are places in the order of names.
struct LinkageNames {
    private enum Storage {
        case table(RowNames, [Range<UInt64>])
        case list([RowName])
    }

    private let storage: Storage

    /// - Parameter keys: those of each source, in order.
    init(_ names: RowNames, keys: [Range<UInt64>]) { storage = .table(names, keys) }

    /// - Parameter names: ascending.
    init(_ names: [RowName]) { storage = .list(names) }

    var count: Int {
        switch storage {
        case .table(let names, _): names.count
        case .list(let names): names.count
        }
    }

    /// Complexity: O(bytes of the id).
    subscript(key: UInt64) -> RowName {
        switch storage {
        case .table(let names, let keys):
            RowName(source: keys.firstIndex { $0.contains(key) } ?? 0, id: Array(names.bytes(key)))
        case .list(let names): names[Int(key)]
        }
    }

    /// The key of a row; nil if there is none. Complexity: O(log rows).
    func key(_ name: RowName) -> UInt64? {
        var low: UInt64 = 0
        var high = UInt64(count)
        while low < high {
            let middle = (low + high) / 2
            if RowName.precedes(self[middle], name) { low = middle + 1 } else { high = middle }
        }
        return low < UInt64(count) && self[low] == name ? low : nil
    }

    /// The source of each row, by key.
    var sources: [UInt32] {
        switch storage {
        case .table(_, let keys):
            keys.enumerated().flatMap { repeatElement(UInt32($0.offset), count: $0.element.count) }
        case .list(let names): names.map { UInt32($0.source) }
        }
    }
}
