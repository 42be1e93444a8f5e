package import ComityCore

/// Which leaves before this one are dead, as a commitment to their bitmap. Specs/feed.md#census
package struct CensusEntry: Hashable, Sendable {
    /// How many leaves it counts: all before its own.
    package let size: TreeSize
    package let deadCount: UInt64
    /// The root over the chunks of the bitmap. See ``DeadBitmap``.
    package let bitmapRoot: Digest

    package init(size: TreeSize, deadCount: UInt64, bitmapRoot: Digest) {
        self.size = size
        self.deadCount = deadCount
        self.bitmapRoot = bitmapRoot
    }

    func write(into writer: inout CBORWriter) {
        writer.map(count: 4)
        writer.key(.kind)
        writer.unsigned(EntryKind.census.rawValue)
        writer.key(.digest)
        writer.digest(bitmapRoot)
        writer.key(.size)
        writer.unsigned(size.value)
        writer.key(.count)
        writer.unsigned(deadCount)
    }
}
