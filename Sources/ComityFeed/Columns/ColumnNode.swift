/// One node of the column tree: everything that stands at one path of a batch's items. Specs/columns.md#nodes
///
/// The path is a chain of map keys, array items and tags from the item's root. A node keeps, in order of occurrence,
/// what stood there: its kind, and for each kind the value streams that rebuild it. Nodes name each other by their
/// place in the encoder's list.
struct ColumnNode {
    /// What stands at a place. The numbers are those of the format.
    enum Kind: UInt8 {
        case unsigned = 0
        case negative = 1
        case bytes = 2
        case text = 3
        case array = 4
        case map = 5
        case tag = 6
        case `false` = 7
        case `true` = 8
        case null = 9
    }

    /// A map key that was seen here, and the node of what stands under it.
    struct Key {
        let encoded: [UInt8]
        let child: Int
    }

    var kinds: [UInt8] = []
    /// Arguments of unsigned, negative and tag occurrences.
    var integers: [UInt64] = []
    /// Bytes and texts, one after the other, and the length of each.
    var stringLengths: [UInt64] = []
    var stringData: [UInt8] = []
    /// Number of items of each array.
    var arrayCounts: [UInt64] = []
    /// For each map, which of ``keySets`` it has.
    var keySetIndexes: [UInt64] = []
    /// Sets of keys by their place in ``keys``, in the order in which a map has them.
    var keySets: [[UInt32]] = []
    /// The places of ``keySets``.
    var keySetPlaces: [[UInt32]: Int] = [:]
    /// In order of first appearance, shared by all key sets of this node.
    var keys: [Key] = []
    /// The places of ``keys``, kept once they are many.
    var keyPlaces: [[UInt8]: Int] = [:]
    /// The node of all items of all arrays here.
    var itemChild: Int?
    /// The node of all tagged contents here.
    var tagChild: Int?
    /// Where the last key set was found, because neighbours mostly look alike.
    var lastKeySet = 0

    /// Up to so many keys are searched one by one.
    private static let keysSearchedInRow = 32

    /// The place of a key, looked for from `expected` on, and the node of what stands under it.
    ///
    /// Mutating only so that the node is reached in place: a copy of it would cost more than the search.
    mutating func place(of key: UnsafeRawBufferPointer, expected: Int) -> (place: Int, child: Int)? {
        if expected < keys.count, Self.isEqual(key, keys[expected].encoded) { return (expected, keys[expected].child) }
        let place =
            keys.count > Self.keysSearchedInRow
            ? keyPlaces[Array(key)] : keys.firstIndex { Self.isEqual(key, $0.encoded) }
        return place.map { ($0, keys[$0].child) }
    }

    private static func isEqual(_ key: UnsafeRawBufferPointer, _ encoded: [UInt8]) -> Bool {
        guard key.count == encoded.count else { return false }
        for index in encoded.indices where key[index] != encoded[index] { return false }
        return true
    }

    mutating func addKey(_ key: UnsafeRawBufferPointer, child: Int) -> Int {
        let encoded = Array(key)
        keys.append(Key(encoded: encoded, child: child))
        keyPlaces[encoded] = keys.count - 1
        return keys.count - 1
    }

    /// Takes note that a map has these keys.
    mutating func addMap(keys set: ArraySlice<UInt32>) {
        if lastKeySet < keySets.count, keySets[lastKeySet].elementsEqual(set) {
            keySetIndexes.append(UInt64(lastKeySet))
            return
        }
        let set = Array(set)
        let place = keySetPlaces[set] ?? keySets.count
        if place == keySets.count {
            keySets.append(set)
            keySetPlaces[set] = place
        }
        lastKeySet = place
        keySetIndexes.append(UInt64(place))
    }
}
