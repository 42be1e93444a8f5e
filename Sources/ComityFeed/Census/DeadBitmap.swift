package import ComityCore
import ComityMerkle

/// Which leaves of a log are dead: one bit each, in chunks that hash into a tree. Specs/feed.md#bitmap
///
/// Bit *i* of byte *n* of a chunk (least significant first) stands for leaf 8*n*+*i* of the chunk.
package struct DeadBitmap: Hashable, Sendable {
    /// Bytes of one chunk, which stands for 4,096 leaves: one census period.
    package static let chunkBytes = 512
    package static let leavesPerChunk = UInt64(8 * chunkBytes)

    /// The chunks, the last one padded with zero bits.
    package private(set) var chunks: [[UInt8]]
    package private(set) var deadCount: UInt64

    package init() {
        chunks = []
        deadCount = 0
    }

    /// - Throws: `malformed-batch` if a chunk has the wrong length.
    package init(chunks: [[UInt8]]) throws(FeedError) {
        guard chunks.allSatisfy({ $0.count == Self.chunkBytes }) else {
            throw FeedError(.malformedBatch, "a bitmap chunk has \(Self.chunkBytes) bytes")
        }
        self.chunks = chunks
        deadCount = chunks.reduce(0) { $0 + $1.reduce(0) { $0 + UInt64($1.nonzeroBitCount) } }
    }

    /// The chunk that `leaf` belongs to.
    package static func chunkNumber(of leaf: LeafIndex) -> UInt64 { leaf.value / leavesPerChunk }

    package mutating func markDead(_ leaf: LeafIndex) {
        let chunk = Int(Self.chunkNumber(of: leaf))
        while chunks.count <= chunk { chunks.append([UInt8](repeating: 0, count: Self.chunkBytes)) }
        let bit = leaf.value % Self.leavesPerChunk
        let mask = UInt8(1) << UInt8(bit % 8)
        if chunks[chunk][Int(bit / 8)] & mask == 0 {
            chunks[chunk][Int(bit / 8)] |= mask
            deadCount += 1
        }
    }

    package func isDead(_ leaf: LeafIndex) -> Bool {
        let chunk = Int(Self.chunkNumber(of: leaf))
        return chunk < chunks.count && Self.isDead(leaf, in: chunks[chunk])
    }

    static func isDead(_ leaf: LeafIndex, in chunk: [UInt8]) -> Bool {
        let bit = leaf.value % leavesPerChunk
        return chunk[Int(bit / 8)] & (1 << UInt8(bit % 8)) != 0
    }

    /// The bitmap of the first `size` leaves, with no chunk missing.
    package func covering(_ size: TreeSize) -> DeadBitmap {
        var covering = self
        let count = Int((size.value + Self.leavesPerChunk - 1) / Self.leavesPerChunk)
        while covering.chunks.count < count {
            covering.chunks.append([UInt8](repeating: 0, count: Self.chunkBytes))
        }
        return covering
    }

    /// The census of a log of `size` leaves of which these are dead. Complexity: O(chunks).
    package func census(size: TreeSize) -> CensusEntry {
        let bitmap = covering(size)
        return CensusEntry(size: size, deadCount: deadCount, bitmapRoot: bitmap.root)
    }

    /// The root over all chunks (RFC 6962 tree).
    package var root: Digest {
        var range = CompactRange()
        for chunk in chunks { range.append(TreeHash.leaf(chunk)) }
        return range.root
    }

    /// The proof that a chunk stands in the tree of all chunks. Complexity: O(chunks).
    package func proof(ofChunk number: UInt64) -> [Digest] {
        let hashes = chunks.map { TreeHash.leaf($0) }
        return InclusionProof(of: LeafIndex(number), in: TreeSize(UInt64(chunks.count))) { node in
            var range = CompactRange(begin: node.begin)
            for hash in hashes[Int(node.begin)..<Int(node.end)] { range.append(hash) }
            return range.rangeHash
        }.hashes
    }
}
