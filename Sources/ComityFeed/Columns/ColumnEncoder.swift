import ComityCompression
import ComityCore

/// Turns canonical CBOR items into typed columns. Specs/columns.md
///
/// The input is trusted to be canonical CBOR (it was written or strictly decoded by this program); each item is read
/// once. Complexity: O(bytes).
struct ColumnEncoder: ~Copyable {
    private var nodes = [ColumnNode()]
    /// The keys of the maps that are being read, innermost last.
    private var openKeys: [UInt32] = []
    private var occurrences = 0
    private var itemBytes = 0
    private var deepest = 0

    /// Adds one item that fills `item`.
    mutating func add(_ item: UnsafeRawBufferPointer) {
        var cursor = TrustedCursor(item)
        itemBytes += item.count
        shred(&cursor, into: 0, depth: 0)
    }

    /// All streams in the order of Specs/columns.md#order.
    /// - Throws: `limit-exceeded` where a reader would refuse the columns: the caller seals fewer leaves. One entry
    ///   within its limit always fits.
    consuming func finish(limitBytes: Int) throws(FeedError) -> [UInt8] {
        try Self.check(
            occurrences <= StreamFormat.occurrenceLimit && itemBytes <= limitBytes
                && nodes.count <= StreamFormat.nodeLimit && deepest < StreamFormat.depthLimit)
        let builder: StreamBuilder
        let container: [UInt8]
        do throws(CompressionError) {
            var streams = StreamBuilder(try ZstdCompressor(level: StreamFormat.zstandardLevel))
            if !nodes[0].kinds.isEmpty { try write(0, into: &streams) }
            container = try streams.container()
            builder = streams
        } catch {
            throw FeedError(.malformedBatch, "a batch does not compress: \(error.reason)", family: .local)
        }
        try Self.check(
            builder.control.count <= StreamFormat.controlBytes && builder.blobs.count <= StreamFormat.blobLimit
                && builder.expandedBytes <= limitBytes)
        return container
    }

    private static func check(_ fits: Bool) throws(FeedError) {
        guard fits else {
            throw FeedError(.limitExceeded, "a batch would expand beyond its limit", family: .local)
        }
    }

    private mutating func shred(_ cursor: inout TrustedCursor, into node: Int, depth: Int) {
        let (kind, argument) = cursor.head()
        occurrences += 1
        deepest = max(deepest, depth)
        nodes[node].kinds.append(kind.rawValue)
        switch kind {
        case .unsigned, .negative: nodes[node].integers.append(argument)
        case .bytes, .text:
            nodes[node].stringLengths.append(argument)
            nodes[node].stringData.append(contentsOf: cursor.take(Int(argument)))
        case .array:
            nodes[node].arrayCounts.append(argument)
            guard argument > 0 else { return }
            let child = nodes[node].itemChild ?? addNode()
            nodes[node].itemChild = child
            for _ in 0..<argument { shred(&cursor, into: child, depth: depth + 1) }
        case .map: shredMap(&cursor, pairs: Int(argument), into: node, depth: depth)
        case .tag:
            nodes[node].integers.append(argument)
            let child = nodes[node].tagChild ?? addNode()
            nodes[node].tagChild = child
            shred(&cursor, into: child, depth: depth + 1)
        case .false, .true, .null: break
        }
    }

    /// Neighbouring maps mostly have the keys of the last one: each key is first looked for after the one before.
    private mutating func shredMap(_ cursor: inout TrustedCursor, pairs: Int, into node: Int, depth: Int) {
        let start = openKeys.count
        var expected = 0
        for _ in 0..<pairs {
            let key = cursor.item()
            let place: Int
            let child: Int
            if let known = nodes[node].place(of: key, expected: expected) {
                (place, child) = known
            } else {
                child = addNode()
                place = nodes[node].addKey(key, child: child)
            }
            openKeys.append(UInt32(place))
            expected = place + 1
            shred(&cursor, into: child, depth: depth + 1)
        }
        nodes[node].addMap(keys: openKeys[start...])
        openKeys.removeSubrange(start...)
    }

    private mutating func addNode() -> Int {
        nodes.append(ColumnNode())
        return nodes.count - 1
    }

    private func write(_ place: Int, into streams: inout StreamBuilder) throws(CompressionError) {
        let node = nodes[place]
        try streams.kinds(node.kinds)
        try streams.integers(node.integers)
        try streams.strings(lengths: node.stringLengths, data: node.stringData)
        try streams.integers(node.arrayCounts)
        try writeKeySets(of: node, into: &streams)
        if let child = node.itemChild { try write(child, into: &streams) }
        if let child = node.tagChild { try write(child, into: &streams) }
        for key in node.keys { try write(key.child, into: &streams) }
    }

    /// Key sets name keys by their place in the node's key list, which is in order of first appearance.
    private func writeKeySets(
        of node: ColumnNode, into streams: inout StreamBuilder
    ) throws(CompressionError) {
        guard !node.keySetIndexes.isEmpty else { return }
        streams.count(node.keys.count)
        for key in node.keys { streams.shortBytes(key.encoded) }
        streams.count(node.keySets.count)
        for set in node.keySets {
            streams.count(set.count)
            for key in set { streams.count(Int(key)) }
        }
        try streams.integers(node.keySetIndexes)
    }
}
