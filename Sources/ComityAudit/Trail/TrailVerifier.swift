package import ComityCore
package import ComityCrypto
package import ComityMerkle

/// Rehashes a stored trail from its first event and says where it was changed. Specs/audit.md#verification
///
/// Strategy: every entry is read strictly and hashed; its hash must be the one in the level-0 tile. The tree goes on
/// with the stored hash, so that one altered entry is one fault and not a fault at every later checkpoint; from the
/// first difference a second tree goes on with the entries' own hashes, so that an altered tile is told from an
/// altered entry. The upper tiles are computed and compared, every checkpoint must have the root of one of the two
/// trees, and every kept list must match its commitment.
///
/// Memory: about 2 MiB. Complexity: three hashes an event.
package struct TrailVerifier {
    /// Faults listed; further ones are counted.
    package static let faultLimit = 1000
    /// How often the tiles that became full are compared: they are held until then.
    private static let comparisonInterval: UInt64 = 1 << 16

    private let trail: AuditTrail
    private let files: TrailFiles
    private let loadTile: (TileID) throws -> [UInt8]?
    private var expected: [ExpectedRoot]
    private var nextExpected = 0
    private var signedSize: UInt64 = 0
    /// Of the hashes in the tiles, where there are any.
    private var tree = TiledTree()
    /// Of the entries' own hashes, once they differ.
    private var rehashed: CompactRange?
    /// The stored hashes of the tile in which the next entry lies.
    private var storedHashes: [Digest] = []
    /// Events and their hashes are missing: from here on entries are read but not hashed.
    private var isBroken = false
    private var next = LeafIndex(0)
    private var events: UInt64 = 0
    /// Which event tells that an earlier epoch's last signed size and root are lost.
    private var told: [EpochEnd: LeafIndex] = [:]
    /// Roots that the trail should have had and had not. What tells of a loss may stand behind it.
    private var missed: [(head: ExpectedRoot, reason: String)] = []
    private var faults: [TrailFault] = []
    private var faultCount = 0

    private struct EpochEnd: Hashable {
        let size: TreeSize
        let root: Digest
    }

    /// - Parameters:
    ///   - key: the key that signs the trail's checkpoints.
    ///   - checkpoints: every stored checkpoint, with the place where it is stored.
    ///   - remembered: further roots that the trail must have had: the last one signed in each epoch.
    ///   - loadTile: the stored bytes of a tile, nil if there is none.
    package init(
        _ trail: AuditTrail, key: PublicKey, checkpoints: [(place: String, note: [UInt8])],
        remembered: [ExpectedRoot] = [], files: TrailFiles = TrailFiles(),
        loadingTiles loadTile: @escaping (TileID) throws -> [UInt8]?
    ) {
        self.trail = trail
        self.files = files
        self.loadTile = loadTile
        expected = remembered
        for (place, note) in checkpoints {
            do throws(MerkleError) {
                let signed = try SignedCheckpoint(parsing: note, verifying: key)
                guard trail.includes(origin: signed.origin) else {
                    throw MerkleError(
                        .malformedCheckpoint, "a checkpoint of `\(signed.origin)` where `\(trail.origin)` belongs")
                }
                expected.append(
                    ExpectedRoot(file: files.checkpoints, place: place, size: signed.size, root: signed.root))
            } catch {
                fault(files.checkpoints, place, error.description)
            }
        }
        expected.sort { $0.size < $1.size }
        checkExpectedRoots()
    }

    /// Takes the next stored entry.
    /// - Parameters:
    ///   - index: its number; entries come in ascending order.
    ///   - list: the list kept beside it, if there is one.
    /// - Throws: what loading tiles throws.
    package mutating func add(_ index: LeafIndex, _ entry: [UInt8], list: CommittedList? = nil) throws {
        guard index >= next else {
            return fault(files.entries, "event \(index)", "the event stands here twice or out of order")
        }
        if index > next { try passMissing(next.value, index.value) }
        next = LeafIndex(index.value + 1)
        events += 1
        check(entry, list, at: index)
        if !isBroken { try append(TreeHash.leaf(entry), at: index) }
    }

    /// Ends the verification.
    /// - Throws: what loading tiles throws.
    package mutating func finish() throws -> TrailReport {
        if !isBroken { try compareTiles(isLast: true) }
        for late in expected[nextExpected...] {
            let reason = isBroken ? "cannot be checked: events before it are missing" : "but the trail ends at \(next)"
            missed.append((late, "signed over \(late.size) events, \(reason)"))
        }
        var losses: [TrailLoss] = []
        for (head, reason) in missed {
            if let index = told[EpochEnd(size: head.size, root: head.root)] {
                losses.append(TrailLoss(file: head.file, place: head.place, size: head.size, told: index))
            } else {
                fault(head.file, head.place, reason)
            }
        }
        return TrailReport(
            events: events, signedEvents: signedSize, root: tree.root, faults: faults, faultCount: faultCount,
            losses: losses)
    }
}

// MARK: Entries
extension TrailVerifier {
    private mutating func check(_ entry: [UInt8], _ list: CommittedList?, at index: LeafIndex) {
        let event: AuditEvent
        do throws(AuditError) { event = try AuditEvent(decoding: entry) } catch {
            return fault(files.entries, "event \(index)", "the entry cannot be read: \(error.reason)")
        }
        if let end = lostEnd(event) { told[end] = told[end] ?? index }
        guard event.kind.keepsList else { return }
        guard let list else {
            return fault(files.lists, "event \(index)", "the list that the event commits to is missing")
        }
        do throws(AuditError) { try event.check(list) } catch {
            fault(files.lists, "event \(index)", error.reason)
        }
    }

    private mutating func append(_ hash: Digest, at index: LeafIndex) throws {
        let stored = try storedHash(at: index)
        if let stored, stored != hash {
            if rehashed == nil { rehashed = tree.range }
            fault(files.entries, "event \(index)", "the entry does not have the hash that its tile holds")
        }
        rehashed?.append(hash)
        tree.append(stored ?? hash)
        try leafWasAdded()
    }

    /// Steps over entries that are not stored, with the hashes of the tiles if those are there.
    private mutating func passMissing(_ begin: UInt64, _ end: UInt64) throws {
        fault(files.entries, "events \(begin) to \(end - 1)", "the events are missing")
        for number in begin..<end where !isBroken {
            guard let stored = try storedHash(at: LeafIndex(number)) else {
                isBroken = true
                return
            }
            rehashed?.append(stored)
            tree.append(stored)
            try leafWasAdded()
        }
    }

    private mutating func leafWasAdded() throws {
        checkExpectedRoots()
        if tree.size.value % Self.comparisonInterval == 0 { try compareTiles(isLast: false) }
    }

    /// The hash that the level-0 tile holds for this leaf.
    private mutating func storedHash(at index: LeafIndex) throws -> Digest? {
        let offset = Int(index.value % UInt64(Tile.fullWidth))
        if offset == 0 || index.value == 0 { try loadHashes(TileID(level: 0, index: index.value >> 8)) }
        guard offset < storedHashes.count else {
            if offset == storedHashes.count, !storedHashes.isEmpty {
                fault(files.tiles, "tile/0/\(index.value >> 8)", "the tile ends before event \(index)")
            }
            return nil
        }
        return storedHashes[offset]
    }

    private mutating func loadHashes(_ id: TileID) throws {
        storedHashes = try tile(id)?.hashes ?? []
    }
}

// MARK: Checkpoints and tiles
extension TrailVerifier {
    private mutating func checkExpectedRoots() {
        while nextExpected < expected.count, expected[nextExpected].size == tree.size {
            let head = expected[nextExpected]
            nextExpected += 1
            signedSize = head.size.value
            guard head.root != tree.root, head.root != rehashed?.root else { continue }
            missed.append((head, "the first \(head.size) events do not have the root that was signed"))
        }
    }

    /// What an `epoch-opened` of the trail itself, not of a feed, says is lost.
    private func lostEnd(_ event: AuditEvent) -> EpochEnd? {
        guard event.kind == .epochOpened, event[.agreement] == nil, case .end(let size) = event[.end],
            case .root(let root) = event[.root]
        else { return nil }
        return EpochEnd(size: TreeSize(size), root: root)
    }

    /// Compares the tiles that became full with those stored, and at the end those at the edge. Level 0 was compared
    /// entry by entry.
    private mutating func compareTiles(isLast: Bool) throws {
        for computed in tree.takeChangedTiles() where isLast || computed.isFull {
            if computed.id.level == 0, computed.isFull { continue }
            guard let stored = try tile(computed.id) else { continue }
            guard stored.width == computed.width else {
                if computed.id.level == 0, stored.width < computed.width { continue }
                fault(
                    files.tiles, place(computed.id),
                    "the tile has \(stored.width) hashes where \(computed.width) belong")
                continue
            }
            guard computed.id.level > 0 else { continue }
            for (number, pair) in zip(stored.hashes, computed.hashes).enumerated() where pair.0 != pair.1 {
                fault(
                    files.tiles, "\(place(computed.id)) hash \(number)",
                    "the hash is not that of the tile below")
            }
        }
    }

    private mutating func tile(_ id: TileID) throws -> Tile? {
        guard let bytes = try loadTile(id) else {
            fault(files.tiles, place(id), "the tile is missing")
            return nil
        }
        do throws(MerkleError) { return try Tile(id, decoding: bytes) } catch {
            fault(files.tiles, place(id), error.reason)
            return nil
        }
    }

    private func place(_ id: TileID) -> String { "tile/\(id.level)/\(id.index)" }

    private mutating func fault(_ file: String, _ place: String, _ reason: String) {
        faultCount += 1
        if faults.count < Self.faultLimit { faults.append(TrailFault(file: file, place: place, reason: reason)) }
    }
}

extension AuditEvent {
    /// Checks the list kept beside the event.
    /// - Throws: `malformed-list` if it is not the one that the event commits to.
    func check(_ list: CommittedList) throws(AuditError) {
        guard list.salt.count == Commitment.saltBytes else {
            throw AuditError(.malformedList, "the list's salt has \(list.salt.count) bytes")
        }
        let subject: Commitment.Subject = kind == .withheld ? .withholdings : .disclosures
        guard Commitment.make(subject, list.bytes, salt: list.salt) == commitment else {
            throw AuditError(.malformedList, "the list is not the one that the event commits to")
        }
        let count = try kind == .withheld ? WithholdingList(decoding: list.bytes).count : disclosedCount(list)
        guard self[.count] == .count(UInt64(count)) else {
            throw AuditError(.malformedList, "the event counts other than the \(count) items of its list")
        }
    }

    private func disclosedCount(_ list: CommittedList) throws(AuditError) -> Int {
        let items = try DisclosureList(decoding: list.bytes)
        guard case .begin(let begin) = self[.begin], case .end(let end) = self[.end], items.lies(in: begin, end) else {
            throw AuditError(.malformedList, "the list holds leaves outside the range of the event")
        }
        return items.count
    }
}

extension DisclosureList {
    /// Whether every leaf lies in `begin..<end`.
    fileprivate func lies(in begin: UInt64, _ end: UInt64) -> Bool {
        isEmpty || (self[0].leaf.value >= begin && self[count - 1].leaf.value < end)
    }
}
