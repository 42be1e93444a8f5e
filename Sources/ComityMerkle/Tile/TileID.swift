/// Names one tile: 256 consecutive nodes of tree level 8 · `level`, the first being node 256 · `index` (C2SP
/// tlog-tiles). Specs/merkle.md#tiles
package struct TileID: Hashable, Comparable, Sendable {
    /// The highest level: a tile there covers more leaves than any tree has.
    package static let levelLimit = 7

    package let level: Int
    package let index: UInt64

    package init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }

    /// How many hashes the tile has in a tree of `size` leaves: 0 to 256.
    package func width(in size: UInt64) -> Int {
        let nodes = size >> UInt64(level * Tile.height)
        let first = index << UInt64(Tile.height)
        return nodes <= first ? 0 : Int(min(nodes - first, UInt64(Tile.fullWidth)))
    }

    /// The path of the tile below a log's prefix: `tile/0/x001/x234/067`, with `.p/12` for a partial one of width 12.
    package func path(width: Int) -> String { "tile/\(level)/\(indexPath(width: width))" }

    /// The path of the entries whose leaves are those of this tile of level 0: `tile/entries/…`.
    package func entriesPath(width: Int) -> String { "tile/entries/\(indexPath(width: width))" }

    private func indexPath(width: Int) -> String {
        var groups = [threeDigits(index % 1000)]
        var rest = index / 1000
        while rest > 0 {
            groups.append("x" + threeDigits(rest % 1000))
            rest /= 1000
        }
        return groups.reversed().joined(separator: "/") + (width == Tile.fullWidth ? "" : ".p/\(width)")
    }

    private func threeDigits(_ value: UInt64) -> String {
        let digits = String(value)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }

    package static func < (left: TileID, right: TileID) -> Bool {
        (left.level, left.index) < (right.level, right.index)
    }

    /// Every tile that a tree of `size` leaves has, full and partial, level by level.
    package static func all(in size: UInt64) -> [TileID] {
        var tiles: [TileID] = []
        for level in 0...levelLimit {
            let nodes = size >> UInt64(level * Tile.height)
            guard nodes > 0 else { break }
            for index in 0...(nodes - 1) >> UInt64(Tile.height) { tiles.append(TileID(level: level, index: index)) }
        }
        return tiles
    }
}
