package import ComityCore

/// Leaves whose content every member destroys. Specs/feed.md#purge
package struct PurgeEntry: Hashable, Sendable {
    /// Ascending, each once.
    package let leaves: [LeafIndex]
    /// The opaque number of the order behind it, if any.
    package let order: String?

    package init(leaves: [LeafIndex], order: String?) {
        self.leaves = leaves
        self.order = order
    }

    func write(into writer: inout CBORWriter) {
        writer.map(count: order == nil ? 2 : 3)
        writer.key(.kind)
        writer.unsigned(EntryKind.purge.rawValue)
        if let order {
            writer.key(.order)
            writer.text(order)
        }
        writer.key(.leaves)
        writer.array(count: leaves.count)
        for leaf in leaves { writer.unsigned(leaf.value) }
    }

    static func leaves(_ reader: inout CBORReader) throws(CoreError) -> [LeafIndex] {
        let count = try reader.array()
        guard (1...FeedLimits.leavesPerPurge).contains(count) else {
            throw CoreError(.limitExceeded, "a purge lists \(count) leaves")
        }
        var leaves: [LeafIndex] = []
        for _ in 0..<count {
            let leaf = try reader.leafIndex()
            if let last = leaves.last, last >= leaf {
                throw CoreError(.nonCanonicalCBOR, "leaves of a purge are not in ascending order")
            }
            leaves.append(leaf)
        }
        return leaves
    }
}
