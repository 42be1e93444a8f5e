/// The numbers of one stream: where they stand in the table's pool, or the one that all are.
enum NumberStream {
    case constant(UInt64)
    case pooled(at: Int)
}

/// The kinds at one path: where they stand in the table's pool, or the one that all are.
enum KindStream {
    case uniform(ColumnNode.Kind)
    case pooled(at: Int)
}

/// What is known of one path, with the next place to read in each of its streams.
struct DecodedNode {
    var kinds = KindStream.uniform(.null)
    var integers = NumberStream.constant(0)
    /// Where the strings of this node begin in the table, and which of them each occurrence is.
    var stringsAt = 0
    var stringIndexes: NumberStream?
    var arrayCounts = NumberStream.constant(0)
    var keySetsAt = 0
    var keysAt = 0
    var keySetIndexes = NumberStream.constant(0)
    var itemChild = -1
    var tagChild = -1

    var place = 0
    var integerPlace = 0
    var stringPlace = 0
    var arrayPlace = 0
    var mapPlace = 0
}

/// All streams of a container, checked against each other and flat: nodes name their parts by place.
struct ColumnTable {
    /// A piece of ``bytes`` or of ``keySetKeys``.
    struct Span {
        let start: UInt32
        let count: UInt32

        var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    }

    var nodes: [DecodedNode] = []
    var kinds: [ColumnNode.Kind] = []
    var numbers: [UInt64] = []
    /// Strings and keys, one after the other.
    var bytes: [UInt8] = []
    var strings: [Span] = []
    /// Keys of all nodes, and the node of what stands under each.
    var keys: [(key: Span, child: Int)] = []
    /// Pieces of ``keySetKeys``.
    var keySets: [Span] = []
    /// Keys by their place among those of the node.
    var keySetKeys: [UInt32] = []

    func number(_ stream: NumberStream, _ place: Int) -> UInt64 {
        switch stream {
        case .constant(let value): value
        case .pooled(let start): numbers[start + place]
        }
    }

    func kind(_ stream: KindStream, _ place: Int) -> ColumnNode.Kind {
        switch stream {
        case .uniform(let kind): kind
        case .pooled(let start): kinds[start + place]
        }
    }

    /// How many of the first `count` occurrences are of each kind, by its number.
    func histogram(_ stream: KindStream, count: Int) -> [Int] {
        var histogram = [Int](repeating: 0, count: 10)
        switch stream {
        case .uniform(let kind): histogram[Int(kind.rawValue)] = count
        case .pooled(let start): for kind in kinds[start..<start + count] { histogram[Int(kind.rawValue)] += 1 }
        }
        return histogram
    }

    func allBelow(_ limit: UInt64, _ stream: NumberStream, count: Int) -> Bool {
        switch stream {
        case .constant(let value): value < limit
        case .pooled(let start): numbers[start..<start + count].allSatisfy { $0 < limit }
        }
    }

    /// The sum of the first `count` values, or nil above `limit`.
    func sum(_ stream: NumberStream, count: Int, limit: Int) -> Int? {
        var sum: UInt64 = 0
        for place in 0..<count {
            let value = number(stream, place)
            guard value <= UInt64(limit) - sum else { return nil }
            sum += value
        }
        return Int(sum)
    }
}
