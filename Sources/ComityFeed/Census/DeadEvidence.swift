package import ComityCore
import ComityCrypto
import ComityMerkle

/// Proof that some leaves are dead: a census or purge of the feed, held whole, and where it stands.
/// Specs/feed.md#evidence
package struct DeadEvidence: Hashable, Sendable {
    /// A piece of a census's bitmap with its proof of inclusion in the bitmap's root.
    package struct Chunk: Hashable, Sendable {
        package let number: UInt64
        package let bytes: [UInt8]
        package let proof: [Digest]

        package init(number: UInt64, bytes: [UInt8], proof: [Digest]) {
            self.number = number
            self.bytes = bytes
            self.proof = proof
        }
    }

    package let index: LeafIndex
    package let entry: Entry
    /// A signed size after the entry, and the entry's inclusion proof there.
    package let head: SignedHead
    package let proof: [Digest]
    /// Empty for a purge.
    package let chunks: [Chunk]

    package init(index: LeafIndex, entry: Entry, head: SignedHead, proof: [Digest], chunks: [Chunk]) {
        self.index = index
        self.entry = entry
        self.head = head
        self.proof = proof
        self.chunks = chunks
    }

    /// Checks the proofs, and answers what the evidence shows to be dead. The caller has verified ``head``.
    /// - Throws: `bad-root`, or `malformed-batch` for an entry that proves nothing or stands where it cannot.
    func verified() throws(FeedError) -> VerifiedDead {
        let leaf = TreeHash.leaf(entry.encoded)
        guard leads(proof, from: leaf, at: index, in: head.size, to: head.root) else {
            throw FeedError(.badRoot, "the evidence of leaf \(index) is not in the tree it names")
        }
        if let reason = entry.body.misplacement(at: index) { throw FeedError(.malformedBatch, reason) }
        switch entry.body {
        case .purge(let purge):
            guard chunks.isEmpty else { throw FeedError(.malformedBatch, "a purge has no bitmap") }
            return .purged(Set(purge.leaves))
        case .census(let census): return try verified(census)
        default: throw FeedError(.malformedBatch, "leaf \(index) is neither census nor purge: it proves nothing dead")
        }
    }

    private func verified(_ census: CensusEntry) throws(FeedError) -> VerifiedDead {
        let total = (census.size.value + DeadBitmap.leavesPerChunk - 1) / DeadBitmap.leavesPerChunk
        var pieces: [UInt64: [UInt8]] = [:]
        for chunk in chunks {
            guard
                leads(
                    chunk.proof, from: TreeHash.leaf(chunk.bytes), at: LeafIndex(chunk.number), in: TreeSize(total),
                    to: census.bitmapRoot)
            else { throw FeedError(.badRoot, "a bitmap chunk is not in the census it names") }
            pieces[chunk.number] = chunk.bytes
        }
        return .counted(size: census.size, chunks: pieces)
    }
}

private func leads(
    _ proof: [Digest], from leaf: Digest, at index: LeafIndex, in size: TreeSize, to root: Digest
) -> Bool {
    do throws(MerkleError) {
        try InclusionProof(index: index, size: size, hashes: proof).verify(leafHash: leaf, root: root)
        return true
    } catch {
        return false
    }
}

/// What verified evidence shows to be dead.
enum VerifiedDead {
    case purged(Set<LeafIndex>)
    case counted(size: TreeSize, chunks: [UInt64: [UInt8]])

    func contains(_ leaf: LeafIndex) -> Bool {
        switch self {
        case .purged(let leaves): leaves.contains(leaf)
        case .counted(let size, let chunks):
            if leaf.value < size.value, let chunk = chunks[DeadBitmap.chunkNumber(of: leaf)] {
                DeadBitmap.isDead(leaf, in: chunk)
            } else {
                false
            }
        }
    }

    /// Whether a census shows the eight leaves from `first` on, a multiple of eight, to be dead: most are asked so.
    func containsEight(from first: UInt64) -> Bool {
        guard case .counted(let size, let chunks) = self, first + 8 <= size.value,
            let chunk = chunks[first / DeadBitmap.leavesPerChunk]
        else { return false }
        return chunk[Int(first % DeadBitmap.leavesPerChunk / 8)] == 0xFF
    }
}

/// The first leaf of `range` that nothing shows to be dead, or nil. Complexity: O(leaves / 8 · evidence) where a
/// census shows them.
func firstUnproven(of range: Range<UInt64>, by dead: [VerifiedDead]) -> UInt64? {
    var leaf = range.lowerBound
    while leaf < range.upperBound {
        if leaf.isMultiple(of: 8), range.upperBound - leaf >= 8, dead.contains(where: { $0.containsEight(from: leaf) })
        {
            leaf += 8
        } else if dead.contains(where: { $0.contains(LeafIndex(leaf)) }) {
            leaf += 1
        } else {
            return leaf
        }
    }
    return nil
}

extension DeadEvidence {
    func write(into writer: inout CBORWriter) {
        writer.array(count: 5)
        writer.unsigned(index.value)
        writer.raw(entry.encoded)
        head.write(into: &writer)
        writer.digests(proof)
        writer.array(count: chunks.count)
        for chunk in chunks {
            writer.array(count: 3)
            writer.unsigned(chunk.number)
            writer.byteString(chunk.bytes)
            writer.digests(chunk.proof)
        }
    }

    init(reading reader: inout CBORReader) throws(FeedError) {
        do throws(CoreError) {
            try reader.array(count: 5)
            index = try reader.leafIndex()
            try reader.array(count: 2)
            let saltBytes = try reader.byteString()
            let body = Array(try reader.encodedItem())
            let headItem = try SignedHead(reading: &reader)
            let path = try reader.digests(atMost: Self.proofLimit)
            let count = try reader.array()
            guard count <= FeedLimits.leavesPerBatch else {
                throw CoreError(.limitExceeded, "evidence has \(count) chunks")
            }
            var pieces: [Chunk] = []
            for _ in 0..<count {
                try reader.array(count: 3)
                let number = try reader.unsigned()
                if let last = pieces.last, last.number >= number {
                    throw CoreError(.nonCanonicalCBOR, "the chunks of a bitmap are not in ascending order")
                }
                let bytes = try reader.byteString()
                guard bytes.count == DeadBitmap.chunkBytes else {
                    throw CoreError(.unexpectedCBOR, "a bitmap chunk has \(DeadBitmap.chunkBytes) bytes")
                }
                pieces.append(
                    Chunk(number: number, bytes: bytes, proof: try reader.digests(atMost: Self.proofLimit)))
            }
            head = headItem
            proof = path
            chunks = pieces
            do throws(FeedError) {
                entry = Entry(salt: try Salt(bytes: saltBytes), body: try EntryBody(decoding: body))
            } catch {
                throw CoreError(.unexpectedCBOR, error.reason)
            }
        } catch {
            throw FeedError(.malformedBatch, "evidence is malformed: \(error.reason)")
        }
    }

    /// The longest inclusion proof: one digest for each level of the largest tree.
    static let proofLimit = InclusionProof.hashLimit
}

extension CBORWriter {
    mutating func digests(_ digests: [Digest]) {
        array(count: digests.count)
        for digest in digests { self.digest(digest) }
    }
}

extension CBORReader {
    mutating func digests(atMost limit: Int) throws(CoreError) -> [Digest] {
        let count = try array()
        guard count <= limit else { throw CoreError(.limitExceeded, "a proof of \(count) digests is over the limit") }
        var digests: [Digest] = []
        for _ in 0..<count { digests.append(try digest()) }
        return digests
    }
}
