package import ComityCore
package import ComityCrypto
package import ComityMerkle

/// A batch whose hashes lead to the checkpoint that its origin signed. Only ``open(_:extending:key:)`` makes one.
/// Specs/feed.md#opening
package struct VerifiedBatch: Sendable {
    /// What arrived for one leaf, or for one dead subtree.
    package enum Leaf: Sendable {
        case live(index: LeafIndex, hash: Digest, salt: Salt, encodedBody: [UInt8], body: EntryBody)
        /// A leaf whose body this program does not understand; it yields nothing.
        case unreadable(index: LeafIndex, hash: Digest, salt: Salt, encodedBody: [UInt8], Unreadable)
        case dead(first: LeafIndex, level: UInt64, hash: Digest)

        package var hash: Digest {
            switch self {
            case .live(_, let hash, _, _, _), .unreadable(_, let hash, _, _, _), .dead(_, _, let hash): hash
            }
        }

        /// The kind of its entry, as far as that can be told.
        package var kind: EntryKind? {
            switch self {
            case .live(_, _, _, _, let body): body.kind
            case .unreadable(_, _, _, _, .known(let kind, _, _)): kind
            case .unreadable, .dead: nil
            }
        }
    }

    /// What can be told of a body that is not understood. Specs/feed.md#entries
    package enum Unreadable: Hashable, Sendable {
        /// Of a kind that later programs know: kept and relayed for their members.
        case unknown(reason: String)
        /// Of a kind with rules that it does not keep: refused as any entry that breaks them. The account of dead
        /// leaves goes on by the handle, where there is one.
        case known(EntryKind, Handle?, reason: String)
    }

    package let feed: FeedID
    package let epoch: Epoch
    package let start: LeafIndex
    package let head: SignedHead
    package let leaves: [Leaf]
    /// The receiver's compact range after the batch.
    package let range: CompactRange
    /// Signed heads that the evidence stands in: the feed must come to have these roots, or it is forked.
    package let evidenceHeads: [SignedHead]

    fileprivate init(_ batch: UnverifiedBatch, leaves: [Leaf], range: CompactRange) {
        feed = batch.feed
        epoch = batch.epoch
        start = batch.start
        head = batch.head
        self.leaves = leaves
        self.range = range
        evidenceHeads = Array(Set(batch.evidence.map(\.head)).subtracting([batch.head])).sorted { $0.size < $1.size }
    }
}

/// Verifies a batch, all or nothing: position, decompression within bounds, every leaf hash, the root, the origin's
/// signature, and that every dead leaf is proven dead.
/// - Parameters:
///   - range: the receiver's compact range of this epoch; its end must be where the batch starts.
///   - key: the origin's signing key for that size.
/// - Throws: `wrong-position`, `malformed-batch`, `limit-exceeded`, `bad-root` or `bad-signature`.
/// - Complexity: O(bytes).
package func open(
    _ batch: UnverifiedBatch, extending range: CompactRange, key: PublicKey
) throws(FeedError) -> VerifiedBatch {
    guard range.end == batch.start.value else {
        throw FeedError(.wrongPosition, "a batch from leaf \(batch.start) does not extend \(range.end) leaves")
    }
    // The signature comes before the decompression: a stranger's batch costs one verification.
    try batch.head.verify(feed: batch.feed, epoch: batch.epoch, key: key)
    var known: Set<SignedHead> = [batch.head]
    var dead: [VerifiedDead] = []
    for evidence in batch.evidence {
        if known.insert(evidence.head).inserted {
            try evidence.head.verify(feed: batch.feed, epoch: batch.epoch, key: key)
        }
        dead.append(try evidence.verified())
    }
    let bodies = try ColumnDecoder.decode(
        batch.columns[...], count: batch.liveCount, limitBytes: FeedLimits.expandedBatchBytes)
    var extended = range
    let leaves = try leaves(of: batch, bodies: bodies, dead: dead, extending: &extended)
    guard extended.root == batch.head.root else {
        throw FeedError(.badRoot, "the leaves of a batch do not lead to its signed root")
    }
    return VerifiedBatch(batch, leaves: leaves, range: extended)
}

private func leaves(
    of batch: UnverifiedBatch, bodies: [[UInt8]], dead: [VerifiedDead], extending range: inout CompactRange
) throws(FeedError) -> [VerifiedBatch.Leaf] {
    var leaves: [VerifiedBatch.Leaf] = []
    leaves.reserveCapacity(batch.segments.count + bodies.count)
    var salts = SaltReader(batch.salts)
    var rest = bodies[...]
    for segment in batch.segments {
        switch segment {
        case .dead(let level, let hash):
            let first = LeafIndex(range.end)
            try check(dead, provesDead: first, count: 1 << level)
            do throws(MerkleError) {
                try range.append(subtreeRoot: hash, level: Int(level))
            } catch {
                throw FeedError(.malformedBatch, error.reason)
            }
            leaves.append(.dead(first: first, level: level, hash: hash))
        case .live(let count):
            for _ in 0..<count {
                let index = LeafIndex(range.end)
                guard let body = rest.popFirst() else { throw FeedError(.malformedBatch, "a batch lacks a body") }
                let leaf = try readLeaf(index: index, salt: try salts.next(index), encodedBody: body)
                range.append(leaf.hash)
                leaves.append(leaf)
            }
        }
    }
    return leaves
}

/// A body that this program does not understand must still be deterministic CBOR: it is sealed again for others.
private func readLeaf(
    index: LeafIndex, salt: Salt, encodedBody: [UInt8]
) throws(FeedError) -> VerifiedBatch.Leaf {
    let hash = Entry.leafHash(salt: salt, body: encodedBody)
    do throws(FeedError) {
        let body = try EntryBody(decoding: encodedBody)
        return .live(index: index, hash: hash, salt: salt, encodedBody: encodedBody, body: body)
    } catch {
        let value: CBORValue
        do throws(CoreError) {
            var reader = CBORReader(encodedBody)
            value = try reader.readValue()
            try reader.finish()
        } catch {
            throw FeedError(.malformedBatch, "leaf \(index) is not deterministic CBOR: \(error.reason)")
        }
        return .unreadable(
            index: index, hash: hash, salt: salt, encodedBody: encodedBody, unreadable(value, reason: error.reason))
    }
}

/// The kind and the record of a body with keys or values that its kind does not have.
private func unreadable(_ body: CBORValue, reason: String) -> VerifiedBatch.Unreadable {
    guard let kind = number(at: .kind, of: body).flatMap(EntryKind.init) else { return .unknown(reason: reason) }
    return .known(kind, kind.isAboutRecord ? handle(of: body) : nil, reason: reason)
}

/// Nil where no record has that handle.
private func handle(of body: CBORValue) -> Handle? {
    guard let number = number(at: .handle, of: body), number < Handle.limit else { return nil }
    do throws(CoreError) { return try Handle(number) } catch { return nil }
}

private func number(at key: EntryKey, of body: CBORValue) -> UInt64? {
    guard case .map(let pairs) = body,
        case .integer(let number)? = pairs.first(where: { $0.key == .integer(key.rawValue) })?.value, number >= 0
    else { return nil }
    return UInt64(number)
}

private func check(_ dead: [VerifiedDead], provesDead first: LeafIndex, count: UInt64) throws(FeedError) {
    guard count <= FeedLimits.deadLeavesPerSegment else {
        throw FeedError(.limitExceeded, "a dead subtree of \(count) leaves is over the limit")
    }
    if let leaf = firstUnproven(of: first.value..<first.value + count, by: dead) {
        throw FeedError(.malformedBatch, "leaf \(leaf) is bare, and nothing shows it to be dead")
    }
}
