import ComityCore

/// Rebuilds items from typed columns. Specs/columns.md
///
/// What it yields is well-formed CBOR with shortest heads; key order and UTF-8 are checked by whoever decodes the
/// items. Memory stays within `limitBytes` each for sections, strings and items, whatever a peer declares, and within
/// the limits of ``StreamFormat`` for the rest.
struct ColumnDecoder {
    private var table: ColumnTable
    private var output: [UInt8] = []
    private let limitBytes: Int

    /// Decodes `count` items from a container.
    /// - Throws: `malformed-batch` or `limit-exceeded`.
    /// - Complexity: O(bytes of container and items + occurrences).
    static func decode(_ container: ArraySlice<UInt8>, count: Int, limitBytes: Int) throws(FeedError) -> [[UInt8]] {
        var reader = try StreamReader(container, limitBytes: limitBytes)
        if count > 0 { _ = try readNode(&reader, occurrences: count, depth: 0) }
        try reader.finish()
        var decoder = ColumnDecoder(table: reader.table, limitBytes: limitBytes)
        var items: [[UInt8]] = []
        items.reserveCapacity(count)
        for _ in 0..<count {
            let start = decoder.output.count
            try decoder.rebuild(0)
            items.append(Array(decoder.output[start...]))
        }
        return items
    }

    private init(table: ColumnTable, limitBytes: Int) {
        self.table = table
        self.limitBytes = limitBytes
    }

    // MARK: Items

    private mutating func rebuild(_ node: Int) throws(FeedError) {
        guard output.count <= limitBytes else { throw StreamReader.expandsTooFar }
        let kind = table.kind(table.nodes[node].kinds, table.nodes[node].place)
        table.nodes[node].place += 1
        switch kind {
        case .unsigned: head(0, try small(nextInteger(node)))
        case .negative: head(1, try small(nextInteger(node)))
        case .bytes: string(2, node)
        case .text: string(3, node)
        case .array: try array(node)
        case .map: try map(node)
        case .tag:
            head(6, nextInteger(node))
            try rebuild(table.nodes[node].tagChild)
        case .false: output.append(0xF4)
        case .true: output.append(0xF5)
        case .null: output.append(0xF6)
        }
    }

    private mutating func array(_ node: Int) throws(FeedError) {
        let count = table.number(table.nodes[node].arrayCounts, table.nodes[node].arrayPlace)
        table.nodes[node].arrayPlace += 1
        head(4, count)
        let child = table.nodes[node].itemChild
        for _ in 0..<count { try rebuild(child) }
    }

    private mutating func map(_ node: Int) throws(FeedError) {
        let index = table.number(table.nodes[node].keySetIndexes, table.nodes[node].mapPlace)
        table.nodes[node].mapPlace += 1
        let set = table.keySets[table.nodes[node].keySetsAt + Int(index)]
        let keysAt = table.nodes[node].keysAt
        head(5, UInt64(set.count))
        for place in set.range {
            let (key, child) = table.keys[keysAt + Int(table.keySetKeys[place])]
            output.append(contentsOf: table.bytes[key.range])
            try rebuild(child)
        }
    }

    private mutating func string(_ major: UInt8, _ node: Int) {
        let place = table.nodes[node].stringPlace
        table.nodes[node].stringPlace += 1
        let index = table.nodes[node].stringIndexes.map { Int(table.number($0, place)) } ?? place
        let span = table.strings[table.nodes[node].stringsAt + index]
        head(major, UInt64(span.count))
        output.append(contentsOf: table.bytes[span.range])
    }

    private mutating func nextInteger(_ node: Int) -> UInt64 {
        let place = table.nodes[node].integerPlace
        table.nodes[node].integerPlace += 1
        return table.number(table.nodes[node].integers, place)
    }

    private func small(_ value: UInt64) throws(FeedError) -> UInt64 {
        guard value <= UInt64(Int64.max) else { throw FeedError(.malformedBatch, "a number does not fit 64 bits") }
        return value
    }

    /// A head in its shortest form.
    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        let lead = major &<< 5
        if argument < 24 { return output.append(lead | UInt8(argument)) }
        let width = argument <= 0xFF ? 0 : argument <= 0xFFFF ? 1 : argument <= 0xFFFF_FFFF ? 2 : 3
        output.append(lead | UInt8(24 + width))
        for byte in (0..<1 &<< width).reversed() {
            output.append(UInt8(truncatingIfNeeded: argument &>> (8 * UInt64(byte))))
        }
    }

    // MARK: Nodes

    /// Reads one node and all below it.
    /// - Returns: its place in the table.
    private static func readNode(
        _ reader: inout StreamReader, occurrences: Int, depth: Int
    ) throws(FeedError) -> Int {
        let place = reader.table.nodes.count
        guard depth < StreamFormat.depthLimit, place < StreamFormat.nodeLimit else {
            throw FeedError(.limitExceeded, "a batch has too many or too deep columns")
        }
        try reader.spend(occurrences: occurrences)
        reader.table.nodes.append(DecodedNode())
        var node = DecodedNode()
        node.kinds = try reader.kinds(count: occurrences)
        let kinds = reader.table.histogram(node.kinds, count: occurrences)
        func number(of kind: ColumnNode.Kind) -> Int { kinds[Int(kind.rawValue)] }
        node.integers = try reader.integers(
            count: number(of: .unsigned) + number(of: .negative) + number(of: .tag))
        (node.stringsAt, node.stringIndexes) = try reader.strings(
            count: number(of: .bytes) + number(of: .text))
        node.arrayCounts = try reader.integers(count: number(of: .array))
        let uses = try readKeySets(&reader, of: &node, maps: number(of: .map))
        guard
            let items = reader.table.sum(
                node.arrayCounts, count: number(of: .array), limit: StreamFormat.occurrenceLimit)
        else { throw StreamReader.expandsTooFar }
        if items > 0 { node.itemChild = try readNode(&reader, occurrences: items, depth: depth + 1) }
        if number(of: .tag) > 0 {
            node.tagChild = try readNode(&reader, occurrences: number(of: .tag), depth: depth + 1)
        }
        for (key, count) in uses.enumerated() {
            reader.table.keys[node.keysAt + key].child = try readNode(&reader, occurrences: count, depth: depth + 1)
        }
        reader.table.nodes[place] = node
        return place
    }

    /// Reads keys and key sets; answers how often each key occurs.
    private static func readKeySets(
        _ reader: inout StreamReader, of node: inout DecodedNode, maps: Int
    ) throws(FeedError) -> [Int] {
        guard maps > 0 else { return [] }
        node.keysAt = reader.table.keys.count
        node.keySetsAt = reader.table.keySets.count
        let keyCount = try reader.count(atMost: StreamFormat.nodeLimit)
        for _ in 0..<keyCount { reader.table.keys.append((try reader.key(), -1)) }
        let setCount = try reader.count(atMost: maps)
        for _ in 0..<setCount {
            let start = reader.table.keySetKeys.count
            let count = try reader.count(atMost: StreamFormat.nodeLimit)
            guard count == 0 || keyCount > 0 else {
                throw FeedError(.malformedBatch, "a column has key sets and no keys")
            }
            for _ in 0..<count {
                reader.table.keySetKeys.append(UInt32(try reader.count(atMost: keyCount - 1)))
            }
            reader.table.keySets.append(ColumnTable.Span(start: UInt32(start), count: UInt32(count)))
        }
        node.keySetIndexes = try reader.integers(count: maps)
        guard reader.table.allBelow(UInt64(setCount), node.keySetIndexes, count: maps) else {
            throw FeedError(.malformedBatch, "a column points past its key sets")
        }
        return try occurrences(of: node, keys: keyCount, sets: setCount, maps: maps, in: reader.table)
    }

    private static func occurrences(
        of node: DecodedNode, keys: Int, sets: Int, maps: Int, in table: ColumnTable
    ) throws(FeedError) -> [Int] {
        var uses = [Int](repeating: 0, count: sets)
        for map in 0..<maps { uses[Int(table.number(node.keySetIndexes, map))] += 1 }
        var occurrences = [Int](repeating: 0, count: keys)
        for (set, use) in uses.enumerated() {
            for place in table.keySets[node.keySetsAt + set].range {
                occurrences[Int(table.keySetKeys[place])] += use
            }
        }
        guard uses.allSatisfy({ $0 > 0 }), occurrences.allSatisfy({ $0 > 0 }) else {
            throw FeedError(.malformedBatch, "a batch has columns that nothing refers to")
        }
        guard occurrences.allSatisfy({ $0 <= StreamFormat.occurrenceLimit }) else { throw StreamReader.expandsTooFar }
        return occurrences
    }
}
