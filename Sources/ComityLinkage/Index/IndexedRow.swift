/// One row of the live index: its standardised cells in one buffer, and its blocking keys.
struct IndexedRow: Sendable {
    let source: UInt32
    /// Whether it is found by searches only, and has no pairs.
    let isForSearch: Bool
    /// By rule: ascending, unique.
    let keys: [[UInt64]]
    /// ``LookupKeys``: ascending, unique.
    let lookupKeys: [UInt64]
    private let bytes: [UInt8]
    /// `ends[comparison]` is where a cell ends and the next begins.
    private let ends: [UInt32]

    /// Complexity: O(bytes + rules * keys).
    init(source: UInt32, cells: [[UInt8]], model: LinkageModel, isForSearch: Bool) {
        self.source = source
        self.isForSearch = isForSearch
        let rules = isForSearch ? [] : model.rules
        lookupKeys = LookupKeys.keys(of: cells, model.plan)
        var bytes: [UInt8] = []
        var ends: [UInt32] = []
        for cell in cells {
            bytes.append(contentsOf: cell)
            ends.append(UInt32(bytes.count))
        }
        self.bytes = bytes
        self.ends = ends
        var hashes: [BlockingRule.Part: [UInt64]] = [:]
        for part in Set(rules.flatMap(\.parts)) {
            hashes[part] = cells[part.comparison].withUnsafeBufferPointer {
                PartTable.hashes(of: $0, part.transform)
            }
        }
        keys = rules.map { rule in
            Set(rule.keys { (hashes[rule.parts[$0]] ?? [])[...] }).sorted()
        }
    }

    var cells: [[UInt8]] { ends.indices.map { Array(bytes[range($0)]) } }

    /// Calls `body` with the cells of both rows for one comparison.
    func withCells<R>(
        _ number: Int, _ other: IndexedRow, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> R
    ) -> R {
        withCell(number) { one in other.withCell(number) { body(one, $0) } }
    }

    func withCell<R>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range(number)])) }
    }

    private func range(_ number: Int) -> Range<Int> {
        (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])
    }
}
