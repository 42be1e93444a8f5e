import ComityCompression
import ComityCore

/// Turns canonical CBOR items into typed columns. Specs/columns.md
///
/// The input is trusted to be canonical CBOR (it was written or strictly decoded by this program); each item is read
/// once. Complexity: O(bytes), plus O(distinct key sets) per map.
struct ColumnEncoder: ~Copyable {
    private let root = ColumnNode()

    /// Adds one item that fills `item`.
    mutating func add(_ item: UnsafeRawBufferPointer) {
        var cursor = TrustedCursor(item)
        shred(&cursor, into: root)
    }

    /// All streams in the order of Specs/columns.md#order.
    consuming func finish() throws(CompressionError) -> [UInt8] {
        var writer = StreamWriter()
        write(root, into: &writer)
        return try writer.finish()
    }

    private func shred(_ cursor: inout TrustedCursor, into node: ColumnNode) {
        let (kind, argument) = cursor.head()
        node.kinds.append(kind.rawValue)
        switch kind {
        case .unsigned, .negative: node.integers.append(argument)
        case .bytes, .text:
            node.stringLengths.append(argument)
            node.stringData.append(contentsOf: cursor.take(Int(argument)))
        case .array:
            node.arrayCounts.append(argument)
            guard argument > 0 else { return }
            let child = node.itemChild ?? ColumnNode()
            node.itemChild = child
            for _ in 0..<argument { shred(&cursor, into: child) }
        case .map: shredMap(&cursor, pairs: Int(argument), into: node)
        case .tag:
            node.integers.append(argument)
            let child = node.tagChild ?? ColumnNode()
            node.tagChild = child
            shred(&cursor, into: child)
        case .false, .true, .null: break
        }
    }

    /// Values go into the columns while the keys are compared with the key set that the last map here had.
    private func shredMap(_ cursor: inout TrustedCursor, pairs: Int, into node: ColumnNode) {
        if let set = matchingKeySet(cursor, pairs: pairs, of: node) {
            node.keySetIndexes.append(UInt64(set))
            for child in node.keySets[set].children {
                cursor.skipItem()
                shred(&cursor, into: child)
            }
            return
        }
        var keys: [[UInt8]] = []
        var children: [ColumnNode] = []
        for _ in 0..<pairs {
            let key = Array(cursor.item())
            let child = childNode(for: key, of: node)
            keys.append(key)
            children.append(child)
            shred(&cursor, into: child)
        }
        node.keySetIndexes.append(UInt64(node.keySets.count))
        node.lastKeySet = node.keySets.count
        node.keySets.append(ColumnNode.KeySet(encodedKeys: keys, children: children))
    }

    private func matchingKeySet(_ cursor: TrustedCursor, pairs: Int, of node: ColumnNode) -> Int? {
        let count = node.keySets.count
        for step in 0..<count {
            let index = (node.lastKeySet + step) % count
            let set = node.keySets[index]
            guard set.encodedKeys.count == pairs else { continue }
            var probe = cursor
            var matches = true
            for key in set.encodedKeys {
                guard probe.item().elementsEqual(key) else {
                    matches = false
                    break
                }
                probe.skipItem()
            }
            if matches {
                node.lastKeySet = index
                return index
            }
        }
        return nil
    }

    private func childNode(for key: [UInt8], of node: ColumnNode) -> ColumnNode {
        if let known = node.keyedChildren.first(where: { $0.key == key }) { return known.node }
        let child = ColumnNode()
        node.keyedChildren.append((key, child))
        return child
    }

    private func write(_ node: ColumnNode, into writer: inout StreamWriter) {
        writer.kinds(node.kinds)
        writer.integers(node.integers)
        writer.strings(lengths: node.stringLengths, data: node.stringData)
        writer.integers(node.arrayCounts)
        writeKeySets(of: node, into: &writer)
        if let child = node.itemChild { write(child, into: &writer) }
        if let child = node.tagChild { write(child, into: &writer) }
        for (_, child) in node.keyedChildren { write(child, into: &writer) }
    }

    /// Key sets name keys by their place in the node's key list, which is in order of first appearance.
    private func writeKeySets(of node: ColumnNode, into writer: inout StreamWriter) {
        guard !node.keySetIndexes.isEmpty else { return }
        writer.count(node.keyedChildren.count)
        for (key, _) in node.keyedChildren { writer.shortBytes(key) }
        writer.count(node.keySets.count)
        for set in node.keySets {
            writer.count(set.encodedKeys.count)
            for child in set.children {
                let place = node.keyedChildren.firstIndex { $0.node === child }
                writer.count(place ?? 0)
            }
        }
        writer.integers(node.keySetIndexes)
    }
}
