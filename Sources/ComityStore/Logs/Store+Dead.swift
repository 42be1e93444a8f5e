package import ComityCore
package import ComityFeed
import ComityMerkle
import ComitySQLite

/// Which leaves are dead, as of now and as the newest census counts them.
extension Store {
    private static let pendingPuncture = "pending-puncture"

    /// Leaves that nothing rests on any more. Complexity: two statements a chunk of the bitmap, if they ascend.
    package func markDead(_ leaves: [LeafIndex], of log: StoredLog) throws {
        var rest = leaves[...]
        while let first = rest.first {
            let chunk = DeadBitmap.chunkNumber(of: first)
            let inside = rest.prefix { DeadBitmap.chunkNumber(of: $0) == chunk }
            try mark(chunk: chunk, of: log) { bits in
                for leaf in inside {
                    let bit = leaf.value % DeadBitmap.leavesPerChunk
                    bits[Int(bit / 8)] |= 1 << UInt8(bit % 8)
                }
            }
            rest = rest.dropFirst(inside.count)
        }
    }

    /// As ``markDead(_:of:)`` for leaves in a row, by the million if need be.
    func markDead(_ range: Range<UInt64>, of log: StoredLog) throws {
        var next = range.lowerBound
        while next < range.upperBound {
            let chunk = next / DeadBitmap.leavesPerChunk
            let first = chunk * DeadBitmap.leavesPerChunk
            let inside = next - first..<min(range.upperBound - first, DeadBitmap.leavesPerChunk)
            try mark(chunk: chunk, of: log) { bits in
                if inside.count == Int(DeadBitmap.leavesPerChunk) {
                    bits = [UInt8](repeating: 0xFF, count: DeadBitmap.chunkBytes)
                } else {
                    for bit in inside { bits[Int(bit / 8)] |= 1 << UInt8(bit % 8) }
                }
            }
            next = first + inside.upperBound
        }
    }

    private func mark(chunk: UInt64, of log: StoredLog, _ change: (inout [UInt8]) -> Void) throws {
        var bits = try chunkBits(of: log, chunk: Int64(chunk)) ?? [UInt8](repeating: 0, count: DeadBitmap.chunkBytes)
        change(&bits)
        try database.run(
            SQL(
                "bitmap.mark",
                "INSERT INTO bitmap (log, chunk, now) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET now = ?3"),
            log.number, Int64(chunk), bits)
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
            var next = first
            while next < first + DeadBitmap.leavesPerChunk {
                let start = next
                while next < first + DeadBitmap.leavesPerChunk, now.isDead(LeafIndex(next)),
                    !before.isDead(LeafIndex(next))
                { next += 1 }
                if next > start { try dropContent(of: start..<next, log: log) }
                next += 1
            }
        }
        noteErasure(in: log)
    }

    /// The evidence that shows the dead leaves of `leaves` to be dead: the newest census with the chunks needed.
    /// - Returns: nil if there are dead leaves and nothing here shows it: nobody could accept them.
    package func evidence(
        for leaves: [BatchLeaf], from start: LeafIndex, of log: StoredLog, head: SignedHead
    ) throws -> [DeadEvidence]? {
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
        guard !wanted.isEmpty else { return [] }
        guard let census = log.census, let stored = try entry(census, of: log) else { return nil }
        let body = try EntryBody(decoding: stored.encodedBody)
        guard case .census(let counted) = body else { return nil }
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
        try supersedeCensus(before: index, of: log)
        log.census = index
    }

    /// The census before the one at `index` is dead, whether it was taken over or not. Specs/feed.md#dead-leaves
    /// - Complexity: O(leaves since that census or the last one taken over).
    package func supersedeCensus(before index: LeafIndex, of log: StoredLog) throws {
        let found = try database.first(
            SQL(
                "leaf.census",
                """
                SELECT position
                FROM leaf
                WHERE position >= ?1 AND position < ?2 AND kind = 6
                ORDER BY position DESC
                LIMIT 1
                """
            ),
            log.position(log.census ?? LeafIndex(0)), log.position(index)
        ) { $0.int64(0) }
        if let found { try markDead([LeafIndex(UInt64(found - log.position(LeafIndex(0))))], of: log) }
    }

    // MARK: What was sealed before an erasure

    /// How often content of a log was erased or dropped in this life of the process. A batch that was sealed under
    /// another count may hold what must not be sent any more.
    package func erasureCount(of log: StoredLog) -> UInt64 { erasureCounts[log.number] ?? 0 }

    func noteErasure(in log: StoredLog) { erasureCounts[log.number, default: 0] += 1 }

    // MARK: Punctures that wait for their commit

    /// Notes slots whose keys are destroyed once this step is committed. Specs/store.md#erasure
    func notePendingPuncture(_ slots: [Int64]) throws {
        let pending = try note(Self.pendingPuncture) ?? []
        try setNote(Self.pendingPuncture, pending + slots.flatMap { bigEndianBytes($0) })
    }

    /// Whether keys of committed erasures are still to be destroyed: until then a copy of the store can show what is
    /// said to be gone.
    package func hasPendingPunctures() throws -> Bool { try note(Self.pendingPuncture).map { !$0.isEmpty } ?? false }

    /// Destroys the keys of committed erasures. Called after every step that erased, when a store is opened, and again
    /// while some are pending.
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
