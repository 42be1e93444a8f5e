import ComityCore
import ComityCrypto
import ComityFeed
import ComityRecords
import ComitySQLite
import ComityStore
import Testing

/// Rows that cannot be read as they are, and rows that move.
@Suite struct StoreReadingTests {
    let database: Connection
    let folder = FaultyKeyFolder()
    let store: Store

    init() throws {
        database = try Connection(path: ":memory:")
        store = try Self.open(database, folder)
    }

    private static func open(_ database: Connection, _ folder: FaultyKeyFolder) throws -> Store {
        try Store(database: database, folder: folder, seed: [UInt8](repeating: 7, count: 32))
    }

    @Test func aStatementThatCannotBeReadIsToldByItsColumns() throws {
        let time = HybridTime(5)
        let statement = ComityRecords.Statement(
            id: RecordID(high: 1, low: 1), content: Content(type: .vehicle), createdAt: time, updatedAt: time)
        let number = try store.step { try store.insert(statement, encodedContent: statement.content.encoded) }
        try database.run(SQL("test.damage", "UPDATE record SET sealed = zeroblob(60)"))
        // The first store remembers what it has just written.
        let reopened = try Self.open(database, folder)
        #expect(throws: CryptoError(.authenticationFailed, "")) { try reopened.record(number: number) }
        let known = try #require(try reopened.unreadableRecord(number: number))
        #expect(known.statement == statement)
        #expect(known.retraction == .error)
    }

    @Test func decisionsMoveToTheNextEpochInOrder() throws {
        let logs = try ["us-a", "us-b"].map { name in
            try store.openLog(
                FeedID(
                    origin: try AgencyID(parsing: name), agreement: try AgreementID(parsing: "scene"),
                    audience: try AudienceID(bytes: [UInt8](repeating: 1, count: 16))), epoch: .first, isOwn: false)
        }
        let next = try store.openLog(logs[0].feed, epoch: Epoch(2), isOwn: false)
        let refs = [RecordRef(log: 0, handle: 3), RecordRef(log: logs[1].number, handle: 1)]
        let moved = RecordRef(log: logs[0].number, handle: 9)
        for (number, other) in refs.enumerated() {
            for decision in [StoredPair.Decision.confirmed, .proposed] {
                let handle = RecordRef(log: moved.log, handle: moved.handle + (decision == .proposed ? 1 : 0))
                var pair = StoredPair(
                    id: [UInt8(number), UInt8(decision.rawValue)], left: min(other, handle), right: max(other, handle),
                    weight: 10, probability: 0.9, decision: .proposed, trace: [])
                try store.save(pair)
                pair.decision = decision
                try store.decide(pair)
            }
        }
        try store.moveDecisions(from: logs[0], to: next)
        let confirmed = try store.pairs(decision: .confirmed, limit: 10)
        #expect(Set(confirmed.map(\.left)) == Set(refs))
        #expect(confirmed.allSatisfy { $0.right == RecordRef(log: next.number, handle: 9) })
        #expect(try store.pairs(decision: .proposed, limit: 10).allSatisfy { $0.left.log != next.number })
    }
}
