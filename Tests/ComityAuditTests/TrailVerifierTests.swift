import ComityAudit
import ComityCore
import ComityCrypto
import ComityMerkle
import Testing

/// A stored trail: what a database would hold, open to damage.
struct StoredTrail {
    let trail = AuditTrail(agency: AgencyID(unchecked: "us-wa-kcso"), epoch: .first)
    let key = try! SigningKey(seed: [UInt8](repeating: 9, count: 32))
    var entries: [(index: UInt64, bytes: [UInt8])] = []
    var lists: [UInt64: CommittedList] = [:]
    var tiles: [TileID: [UInt8]] = [:]
    var checkpoints: [(place: String, note: [UInt8])] = []
    var remembered: [ExpectedRoot] = []

    /// `size` events, a checkpoint every `interval`, every tenth event with a list.
    init(size: Int, interval: Int) throws {
        var tree = TiledTree()
        var random = SeededRandom(seed: 8)
        for number in 0..<size {
            let event = try number % 10 == 3 ? sent(number, &random) : shown(number)
            let bytes = event.encoded
            entries.append((UInt64(number), bytes))
            tree.append(TreeHash.leaf(bytes))
            guard (number + 1) % interval == 0 else { continue }
            for tile in tree.takeChangedTiles() { tiles[tile.id] = tile.encoded }
            try sign(tree)
        }
        for tile in tree.takeChangedTiles() { tiles[tile.id] = tile.encoded }
    }

    mutating func sign(_ tree: TiledTree) throws {
        let checkpoint = try Checkpoint(origin: trail.origin, size: tree.size, root: tree.root)
        checkpoints.append(("row \(checkpoints.count)", try checkpoint.sign(with: key).encoded))
    }

    private func shown(_ number: Int) throws -> AuditEvent {
        try AuditEvent(.recordShown, at: Timestamp(milliseconds: Int64(number)), .user(try AuditText("ana")))
    }

    private mutating func sent(_ number: Int, _ random: inout SeededRandom) throws -> AuditEvent {
        var list = DisclosureList()
        for leaf in 0..<4 {
            list.append(leaf: LeafIndex(UInt64(leaf)), handle: .random(&random), clauses: [try ClauseID("suspects")])
        }
        let salt = Commitment.salt(&random)
        lists[UInt64(number)] = CommittedList(salt: salt, bytes: list.encoded)
        return try AuditEvent(
            .disclosed, at: Timestamp(milliseconds: Int64(number)), .agreement(try AgreementID("cascadia")),
            .audience(AudienceID(truncating: .zero)), .epoch(.first), .begin(0), .end(4), .count(4),
            .commitment(list.commitment(salt: salt)))
    }

    func verify() throws -> TrailReport {
        var verifier = TrailVerifier(
            trail, key: key.publicKey, checkpoints: checkpoints, remembered: remembered,
            loadingTiles: { tiles[$0] })
        for entry in entries { try verifier.add(LeafIndex(entry.index), entry.bytes, list: lists[entry.index]) }
        return try verifier.finish()
    }
}

/// Strategy: one honest trail of 700 events, then one damage at a time; each must be found, at its place, and alone.
@Suite struct TrailVerifierTests {
    private let honest = try! StoredTrail(size: 700, interval: 100)

    private func faults(_ damage: (inout StoredTrail) throws -> Void) throws -> [String] {
        var damaged = honest
        try damage(&damaged)
        let report = try damaged.verify()
        #expect(report.isVerified == report.faults.isEmpty)
        return report.faults.map { "\($0.file): \($0.place): \($0.reason)" }
    }

    @Test func anHonestTrailVerifies() throws {
        for size in [0, 1, 99, 100, 255, 256, 257, 700] {
            let report = try StoredTrail(size: size, interval: 100).verify()
            #expect(report.faults == [])
            #expect(report.events == UInt64(size))
            #expect(report.signedEvents == UInt64(size / 100 * 100))
        }
    }

    @Test func aLongTrailVerifiesThroughThreeLevelsOfTiles() throws {
        var trail = try StoredTrail(size: 66_000, interval: 6000)
        #expect(try trail.verify().faults == [])
        trail.tiles[TileID(level: 1, index: 0)]![40] ^= 1
        #expect(
            try trail.verify().faults.map { "\($0.place): \($0.reason)" }
                == ["tile/1/0 hash 1: the hash is not that of the tile below"])
    }

    @Test func anAlteredEntryIsOneFault() throws {
        #expect(
            try faults { $0.entries[5].bytes[1] ^= 1 } == [
                "audit_entry: event 5: the entry does not have the hash that its tile holds"
            ])
    }

    @Test func anUnreadableEntryIsNamed() throws {
        let found = try faults { $0.entries[5].bytes = [0xFF] }
        #expect(found.count == 2)
        #expect(found[0].hasPrefix("audit_entry: event 5: the entry cannot be read: "))
    }

    @Test func anAlteredTileIsToldFromAnAlteredEntry() throws {
        // The checkpoint vouches for the entry, the tile's hash leads to no signed root: the upper tile disagrees too.
        let found = try faults { $0.tiles[TileID(level: 0, index: 0)]![32 * 7] ^= 1 }
        #expect(found.first == "audit_entry: event 7: the entry does not have the hash that its tile holds")
        #expect(found.contains("audit_tile: tile/1/0 hash 0: the hash is not that of the tile below"))
        #expect(!found.contains { $0.hasPrefix("audit_checkpoint") })
    }

    @Test func entryAndTileAlteredTogetherContradictTheSignature() throws {
        let found = try faults {
            $0.entries[650].bytes[3] ^= 1
            let hash = TreeHash.leaf($0.entries[650].bytes)
            $0.tiles[TileID(level: 0, index: 2)]!.replaceSubrange((650 - 512) * 32..<(651 - 512) * 32, with: hash.bytes)
        }
        #expect(found == ["audit_checkpoint: row 6: the first 700 events do not have the root that was signed"])
    }

    @Test func aMissingEventIsNamed() throws {
        let found = try faults { $0.entries.remove(at: 40) }
        #expect(found == ["audit_entry: events 40 to 40: the events are missing"])
    }

    @Test func missingEventsWithoutTilesEndTheHashing() throws {
        let found = try faults {
            $0.entries.removeSubrange(100..<600)
            $0.tiles[TileID(level: 0, index: 1)] = nil
        }
        #expect(found.contains("audit_entry: events 100 to 599: the events are missing"))
        #expect(found.contains("audit_tile: tile/0/1: the tile is missing"))
        #expect(found.contains { $0.hasSuffix("cannot be checked: events before it are missing") })
    }

    /// A number out of any range must not make the verifier count up to it.
    @Test func anImpossibleNumberDoesNotHang() throws {
        let found = try faults { $0.entries[699].index = 1 << 60 }
        #expect(found.contains("audit_entry: events 699 to 1152921504606846975: the events are missing"))
    }

    @Test func doubledAndSwappedEventsAreNamed() throws {
        #expect(
            try faults { $0.entries.insert($0.entries[9], at: 10) } == [
                "audit_entry: event 9: the event stands here twice or out of order"
            ])
        #expect(try faults { $0.entries.swapAt(20, 21) }.isEmpty == false)
    }

    @Test func aCutTailIsNoticed() throws {
        let cut = try faults { $0.entries.removeLast(150) }
        #expect(cut.contains("audit_checkpoint: row 5: signed over 600 events, but the trail ends at 550"))
        #expect(cut.contains("audit_checkpoint: row 6: signed over 700 events, but the trail ends at 550"))
        #expect(cut.contains("audit_tile: tile/0/2: the tile has 188 hashes where 38 belong"))
    }

    /// The database was rolled back as a whole: only what is remembered outside tells.
    @Test func aRolledBackDatabaseIsNoticed() throws {
        let whole = try StoredTrail(size: 700, interval: 100).verify()
        var old = try StoredTrail(size: 600, interval: 100)
        #expect(try old.verify().isVerified)
        old.remembered = [
            ExpectedRoot(file: "keys", place: "signed-sizes", size: TreeSize(700), root: whole.root)
        ]
        #expect(
            try old.verify().faults == [
                TrailFault(
                    file: "keys", place: "signed-sizes",
                    reason: "signed over 700 events, but the trail ends at 600")
            ])
    }

    @Test func missingTilesAreNamed() throws {
        #expect(
            try faults { $0.tiles[TileID(level: 0, index: 1)] = nil } == ["audit_tile: tile/0/1: the tile is missing"])
        #expect(
            try faults { $0.tiles[TileID(level: 1, index: 0)] = nil } == ["audit_tile: tile/1/0: the tile is missing"])
        let short = try faults { $0.tiles[TileID(level: 0, index: 1)]!.removeLast(32) }
        #expect(short == ["audit_tile: tile/0/1: the tile ends before event 511"])
    }

    @Test func damagedAndForeignCheckpointsAreNamed() throws {
        #expect(
            try faults { $0.checkpoints[2].note[0] ^= 1 }.first?.hasPrefix("audit_checkpoint: row 2: ") == true)
        let foreign = try faults {
            let other = try SigningKey(seed: [UInt8](repeating: 3, count: 32))
            let head = try Checkpoint(origin: $0.trail.origin, size: TreeSize(1), root: .zero)
            $0.checkpoints.append(("row 7", try head.sign(with: other).encoded))
        }
        #expect(
            foreign == [
                "audit_checkpoint: row 7: bad-signature: `us-wa-kcso/audit/1` did not sign "
                    + "the note with the key that is known"
            ])
    }

    @Test func damagedListsAreNamed() throws {
        #expect(
            try faults { $0.lists[13] = nil } == [
                "audit_list: event 13: the list that the event commits to is missing"
            ])
        let altered = "audit_list: event 13: the list is not the one that the event commits to"
        #expect(try faults { $0.lists[13] = $0.lists[23] } == [altered])
        #expect(
            try faults {
                let list = $0.lists[13]!
                $0.lists[13] = CommittedList(salt: [UInt8](repeating: 0, count: 16), bytes: list.bytes)
            } == [altered])
    }

    /// Every single bit of every stored byte is seen, wherever it is.
    @Test func everyFlippedBitIsFound() throws {
        var random = SeededRandom(seed: 21)
        for _ in 0..<150 {
            let found = try faults { trail in
                let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    let entry = trail.entries.indices.randomElement(using: &random)!
                    trail.entries[entry].bytes[trail.entries[entry].bytes.indices.randomElement(using: &random)!] ^= bit
                case 1:
                    let id = trail.tiles.keys.sorted().randomElement(using: &random)!
                    trail.tiles[id]![trail.tiles[id]!.indices.randomElement(using: &random)!] ^= bit
                case 2:
                    let row = trail.checkpoints.indices.randomElement(using: &random)!
                    trail.checkpoints[row].note[trail.checkpoints[row].note.indices.randomElement(using: &random)!] ^=
                        bit
                default:
                    let event = trail.lists.keys.sorted().randomElement(using: &random)!
                    var bytes = trail.lists[event]!.bytes
                    bytes[bytes.indices.randomElement(using: &random)!] ^= bit
                    trail.lists[event] = CommittedList(salt: trail.lists[event]!.salt, bytes: bytes)
                }
            }
            #expect(!found.isEmpty)
        }
    }

    @Test func paddedSizesHideHowBusyAnAgencyIs() {
        var shown: Set<UInt64> = []
        for size in UInt64(0)...10_000 {
            let padded = AuditTrail.paddedSize(TreeSize(size)).value
            #expect(padded >= size)
            #expect(Double(padded) <= Double(size) * 1.12 + 1)
            shown.insert(padded)
        }
        #expect(shown.count < 140)
    }
}
