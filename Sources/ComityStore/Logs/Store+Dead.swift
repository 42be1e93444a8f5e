package import ComityCore
package import ComityFeed
import ComityMerkle
import ComitySQLite

/// Which leaves are dead, as of now and as the newest census counts them.
extension Store {
    private static let pendingPuncture = "pending-puncture"

    /// Leaves that nothing rests on any more.
    package func markDead(_ leaves: [LeafIndex], of log: StoredLog) throws {
        for leaf in leaves {
            let chunk = Int64(DeadBitmap.chunkNumber(of: leaf))
            var bits = try chunkBits(of: log, chunk: chunk) ?? [UInt8](repeating: 0, count: DeadBitmap.chunkBytes)
            let bit = leaf.value % DeadBitmap.leavesPerChunk
            bits[Int(bit / 8)] |= 1 << UInt8(bit % 8)
            try database.run(
                SQL(
                    "bitmap.mark",
                    "INSERT INTO bitmap (log, chunk, now) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET now = ?3"),
                log.number, chunk, bits)
        }
    }

    /// The dead leaves of a log as of now.
    package func deadBitmap(of log: StoredLog) throws -> DeadBitmap {
        try DeadBitmap(
            chunks: chunks(SQL("bitmap.now", "SELECT chunk, now FROM bitmap WHERE log = ?1 ORDER BY chunk"), log))
    }

    /// The dead leaves that the newest census counts.
    package func countedBitmap(of log: StoredLog) throws -> DeadBitmap {
        try DeadBitmap(
            chunks: chunks(
                SQL(
                    "bitmap.counted",
                    "SELECT chunk, counted FROM bitmap WHERE log = ?1 AND counted IS NOT NULL ORDER BY chunk"), log))
    }

    private func takeCensus(of log: StoredLog) throws {
        let before = try countedBitmap(of: log)
        let now = try deadBitmap(of: log)
        try database.run(SQL("bitmap.count", "UPDATE bitmap SET counted = now WHERE log = ?1"), log.number)
        for (number, chunk) in now.chunks.enumerated()
        where number >= before.chunks.count || chunk != before.chunks[number] {
            let first = UInt64(number) * DeadBitmap.leavesPerChunk
            for index in first..<min(first + DeadBitmap.leavesPerChunk, log.size.value) {
                let leaf = LeafIndex(index)
                if now.isDead(leaf), !before.isDead(leaf) { try dropContent(of: leaf, log: log) }
            }
        }
    }

    /// The evidence that shows the dead leaves of `leaves` to be dead: the newest census with the chunks needed.
    package func evidence(
        for leaves: [BatchLeaf], from start: LeafIndex, of log: StoredLog, head: SignedHead
    ) throws -> [DeadEvidence] {
        var wanted: Set<UInt64> = []
        var next = start.value
        for leaf in leaves {
            switch leaf {
            case .live: next += 1
            case .dead(let level, _):
                for index in stride(from: next, to: next + (1 << level), by: Int(DeadBitmap.leavesPerChunk)) {
                    wanted.insert(DeadBitmap.chunkNumber(of: LeafIndex(index)))
                }
                wanted.insert(DeadBitmap.chunkNumber(of: LeafIndex(next + (1 << level) - 1)))
                next += 1 << level
            }
        }
        guard !wanted.isEmpty, let census = log.census, let stored = try entry(census, of: log) else { return [] }
        let body = try EntryBody(decoding: stored.encodedBody)
        guard case .census(let counted) = body else { return [] }
        let bitmap = try countedBitmap(of: log).covering(counted.size)
        let chunks = wanted.sorted().map { number in
            DeadEvidence.Chunk(number: number, bytes: bitmap.chunks[Int(number)], proof: bitmap.proof(ofChunk: number))
        }
        let proof = try inclusionProof(of: census, size: head.size, log: log)
        return [
            DeadEvidence(
                index: census, entry: Entry(salt: stored.salt, body: body), head: head, proof: proof, chunks: chunks)
        ]
    }

    /// The inclusion proof of a leaf in the tree of the first `size` leaves.
    package func inclusionProof(of leaf: LeafIndex, size: TreeSize, log: StoredLog) throws -> [Digest] {
        try InclusionProof(of: leaf, in: size) { node in
            try nodeHash(of: log, level: UInt64(node.level), place: node.index)
        }.hashes
    }

    /// Takes over the census at `index`, which counts what is dead now; the one before it is dead from here on.
    package func acceptCensus(at index: LeafIndex, of log: inout StoredLog) throws {
        try takeCensus(of: log)
        if let previous = log.census { try markDead([previous], of: log) }
        log.census = index
    }

    // MARK: Punctures that wait for their commit

    /// Notes slots whose keys are destroyed once this step is committed. Specs/store.md#erasure
    func notePendingPuncture(_ slots: [Int64]) throws {
        let pending = try note(Self.pendingPuncture) ?? []
        try setNote(Self.pendingPuncture, pending + slots.flatMap { bigEndianBytes($0) })
    }

    /// Destroys the keys of committed erasures. Called after every step that erased and when a store is opened.
    package func finishPunctures() throws {
        guard let pending = try note(Self.pendingPuncture), !pending.isEmpty else { return }
        let slots = stride(from: 0, to: pending.count, by: 8).map { start in
            Int64(bitPattern: pending[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) })
        }
        try seals.puncture(slots)
        try step { try setNote(Self.pendingPuncture, []) }
    }

    private func chunkBits(of log: StoredLog, chunk: Int64) throws -> [UInt8]? {
        try database.first(
            SQL("bitmap.chunk", "SELECT now FROM bitmap WHERE log = ?1 AND chunk = ?2"), log.number, chunk
        ) { $0.bytes(0) }
    }

    private func chunks(_ sql: SQL, _ log: StoredLog) throws -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        try database.forEach(sql, log.number) { row in
            while chunks.count < Int(row.int64(0)) {
                chunks.append([UInt8](repeating: 0, count: DeadBitmap.chunkBytes))
            }
            chunks.append(row.bytes(1))
            return true
        }
        return chunks
    }
}
