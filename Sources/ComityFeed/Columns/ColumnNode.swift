/// One node of the column tree: everything that stands at one path of a batch's items. Specs/columns.md#nodes
///
/// The path is a chain of map keys, array items and tags from the item's root. A node keeps, in order of occurrence,
/// what stood there: its kind, and for each kind the value streams that rebuild it.
final class ColumnNode {
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

    /// A set of map keys seen here, and the node of each key.
    struct KeySet {
        let encodedKeys: [[UInt8]]
        let children: [ColumnNode]
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
    var keySets: [KeySet] = []
    /// Nodes by encoded key, shared by all key sets of this node.
    var keyedChildren: [(key: [UInt8], node: ColumnNode)] = []
    /// The node of all items of all arrays here.
    var itemChild: ColumnNode?
    /// The node of all tagged contents here.
    var tagChild: ColumnNode?
    /// Where the last key set was found, because neighbours mostly look alike.
    var lastKeySet = 0
}
