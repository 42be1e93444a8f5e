import ComityCore

/// Rebuilds items from typed columns. Specs/columns.md
///
/// What it yields is well-formed CBOR with shortest heads; key order and UTF-8 are checked by whoever decodes the
/// items. Memory stays within `limitBytes` for the streams and as much again for the items, whatever a peer declares.
struct ColumnDecoder {
    /// What is known of one path, with a place in each of its streams.
    private final class Node {
        var kinds = KindStream.uniform(.null)
        var integers = IntegerStream.constant(0)
        var strings = StringStream(strings: [], indexes: nil)
        var arrayCounts = IntegerStream.constant(0)
        var keySetIndexes = IntegerStream.constant(0)
        var keys: [[UInt8]] = []
        var keySets: [[Int]] = []
        var keyedChildren: [Node] = []
        var itemChild: Node?
        var tagChild: Node?
        var place = 0
        var integerPlace = 0
        var stringPlace = 0
        var arrayPlace = 0
        var mapPlace = 0
    }

    private var writer: CBORWriter
    private var budgetBytes: Int

    /// Decodes `count` items from a container.
    /// - Throws: `malformed-batch` or `limit-exceeded`.
    static func decode(_ container: ArraySlice<UInt8>, count: Int, limitBytes: Int) throws(FeedError) -> [[UInt8]] {
        var reader = try StreamReader(container, limitBytes: limitBytes)
        let root = try readNode(&reader, occurrences: count, depth: 0, limit: limitBytes)
        try reader.finish()
        var decoder = ColumnDecoder(limitBytes: limitBytes)
        var items: [[UInt8]] = []
        items.reserveCapacity(count)
        for _ in 0..<count { items.append(try decoder.item(root)) }
        return items
    }

    private init(limitBytes: Int) {
        writer = CBORWriter()
        budgetBytes = limitBytes
    }

    private mutating func item(_ root: Node) throws(FeedError) -> [UInt8] {
        writer.removeAll()
        try rebuild(root)
        budgetBytes -= writer.bytes.count
        return writer.bytes
    }

    private mutating func rebuild(_ node: Node) throws(FeedError) {
        guard writer.bytes.count <= budgetBytes else {
            throw FeedError(.limitExceeded, "a batch expands beyond its limit")
        }
        let kind = node.kinds[node.place]
        node.place += 1
        switch kind {
        case .unsigned: try unsigned(node)
        case .negative:
            let argument = try small(integer(node))
            writer.integer(~Int64(argument))
        case .bytes: writer.byteString(string(node))
        case .text: writer.textBytes(string(node))
        case .array: try array(node)
        case .map: try map(node)
        case .tag:
            writer.tag(integer(node))
            if let child = node.tagChild { try rebuild(child) }
        case .false: writer.boolean(false)
        case .true: writer.boolean(true)
        case .null: writer.null()
        }
    }

    private mutating func unsigned(_ node: Node) throws(FeedError) {
        writer.unsigned(try small(integer(node)))
    }

    private mutating func array(_ node: Node) throws(FeedError) {
        let count = Int(node.arrayCounts[node.arrayPlace])
        node.arrayPlace += 1
        writer.array(count: count)
        guard let child = node.itemChild else { return }
        for _ in 0..<count { try rebuild(child) }
    }

    private mutating func map(_ node: Node) throws(FeedError) {
        let keySet = node.keySets[Int(node.keySetIndexes[node.mapPlace])]
        node.mapPlace += 1
        writer.map(count: keySet.count)
        for key in keySet {
            writer.raw(node.keys[key])
            try rebuild(node.keyedChildren[key])
        }
    }

    private func integer(_ node: Node) -> UInt64 {
        defer { node.integerPlace += 1 }
        return node.integers[node.integerPlace]
    }

    private func string(_ node: Node) -> ArraySlice<UInt8> {
        defer { node.stringPlace += 1 }
        return node.strings[node.stringPlace]
    }

    private func small(_ value: UInt64) throws(FeedError) -> UInt64 {
        guard value <= UInt64(Int64.max) else { throw FeedError(.malformedBatch, "a number does not fit 64 bits") }
        return value
    }

    private static func readNode(
        _ reader: inout StreamReader, occurrences: Int, depth: Int, limit: Int
    ) throws(FeedError) -> Node {
        guard depth < StreamFormat.depthLimit else { throw FeedError(.limitExceeded, "columns nest too deeply") }
        try reader.spend(occurrences: occurrences)
        let node = Node()
        node.kinds = try reader.kinds(count: occurrences)
        let kinds = node.kinds
        node.integers = try reader.integers(
            count: kinds.number(of: [.unsigned, .negative, .tag], among: occurrences))
        node.strings = try reader.strings(count: kinds.number(of: [.bytes, .text], among: occurrences))
        let arrays = kinds.number(of: [.array], among: occurrences)
        node.arrayCounts = try reader.integers(count: arrays)
        let maps = kinds.number(of: [.map], among: occurrences)
        let keyOccurrences = try readKeySets(&reader, of: node, maps: maps, limit: limit)
        let items = try bounded(node.arrayCounts.sum(arrays), limit: limit)
        if items > 0 {
            node.itemChild = try readNode(&reader, occurrences: items, depth: depth + 1, limit: limit)
        }
        let tags = kinds.number(of: [.tag], among: occurrences)
        if tags > 0 {
            node.tagChild = try readNode(&reader, occurrences: tags, depth: depth + 1, limit: limit)
        }
        for count in keyOccurrences {
            node.keyedChildren.append(try readNode(&reader, occurrences: count, depth: depth + 1, limit: limit))
        }
        return node
    }

    /// Reads keys and key sets; answers how often each key occurs.
    private static func readKeySets(
        _ reader: inout StreamReader, of node: Node, maps: Int, limit: Int
    ) throws(FeedError) -> [Int] {
        guard maps > 0 else { return [] }
        let keyCount = try reader.count(atMost: StreamFormat.keyLimit)
        for _ in 0..<keyCount {
            let key = try reader.shortBytes(atMost: StreamFormat.keyLimit)
            try checkKey(key)
            node.keys.append(key)
        }
        let setCount = try reader.count(atMost: maps)
        for _ in 0..<setCount {
            var set: [Int] = []
            for _ in 0..<(try reader.count(atMost: keyCount)) { set.append(try reader.count(atMost: keyCount - 1)) }
            node.keySets.append(set)
        }
        node.keySetIndexes = try reader.integers(count: maps)
        guard node.keySetIndexes.allBelow(UInt64(setCount)) else {
            throw FeedError(.malformedBatch, "a column points past its key sets")
        }
        var uses = [Int](repeating: 0, count: setCount)
        for map in 0..<maps { uses[Int(node.keySetIndexes[map])] += 1 }
        var occurrences = [Int](repeating: 0, count: keyCount)
        for (set, use) in zip(node.keySets, uses) { for key in set { occurrences[key] += use } }
        guard occurrences.allSatisfy({ $0 <= limit }) else {
            throw FeedError(.limitExceeded, "a batch expands beyond its limit")
        }
        return occurrences
    }

    /// A key is one strict CBOR item, so that an item rebuilt with it is well formed.
    private static func checkKey(_ key: [UInt8]) throws(FeedError) {
        do throws(CoreError) {
            var reader = CBORReader(key)
            _ = try reader.readValue()
            try reader.finish()
        } catch {
            throw FeedError(.malformedBatch, "a column key is malformed: \(error.reason)")
        }
    }

    private static func bounded(_ count: UInt64?, limit: Int) throws(FeedError) -> Int {
        guard let count, count <= UInt64(limit) else {
            throw FeedError(.limitExceeded, "a batch expands beyond its limit")
        }
        return Int(count)
    }
}
