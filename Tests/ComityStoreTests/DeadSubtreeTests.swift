import ComityCore
import ComityCrypto
import ComityFeed
import ComityMerkle
import ComitySQLite
import ComityStore
import Testing

/// Logs that came in part as dead subtrees. The oracle is a compact range that knows no tiles.
@Suite struct DeadSubtreeTests {
    let store: Store
    let feed: FeedID

    init() throws {
        store = try Store(
            database: try Connection(path: ":memory:"), folder: FaultyKeyFolder(),
            seed: [UInt8](repeating: 7, count: 32))
        feed = FeedID(
            origin: try AgencyID(parsing: "us-a"), agreement: try AgreementID(parsing: "scene"),
            audience: try AudienceID(bytes: [UInt8](repeating: 1, count: 16)))
    }

    @Test(arguments: [
        [9, 9], [8, 8, 9], [9, 8, 8], [10], [9, 8, 7, 7, 10], [15, 15], [8, 7, 6, 5, 5],
    ])
    func nodesAboveADeadSubtreeAreKnown(levels: [UInt64]) throws {
        var log = try store.openLog(feed, epoch: .first, isOwn: false)
        var range = CompactRange()
        for (number, level) in levels.enumerated() {
            let hash = SHA256.hash([UInt8(number)])
            try store.step { _ = try store.append(.dead(level: level, hash: hash), to: &log) }
            try range.append(subtreeRoot: hash, level: Int(level))
            #expect(try store.root(of: log, size: log.size) == range.root)
        }
        #expect(log.root == range.root)
    }

    @Test func theInsideOfADeadSubtreeIsServedByOthers() throws {
        var log = try store.openLog(feed, epoch: .first, isOwn: false)
        try store.step {
            _ = try store.append(.dead(level: 9, hash: SHA256.hash([0])), to: &log)
            let salt = Salt(derived: [UInt8](repeating: 9, count: 16))
            let body = EntryBody.census(try store.deadBitmap(of: log).census(size: log.size))
            let census = try store.append(
                .live(
                    hash: Entry.leafHash(salt: salt, body: body.encoded), kind: .census, salt: salt,
                    encodedBody: body.encoded), to: &log)
            try store.acceptCensus(at: census, of: &log)
        }
        #expect(try store.batchLeaves(of: log, from: LeafIndex(0), to: log.size)?.count == 2)
        #expect(try store.batchLeaves(of: log, from: LeafIndex(100), to: log.size) == nil)
        #expect(throws: StoreError(.notFound, "")) { try store.root(of: log, size: TreeSize(100)) }
    }
}
