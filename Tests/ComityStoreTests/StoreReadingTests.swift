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
            .number
        try database.run(SQL("test.damage", "UPDATE record SET sealed = zeroblob(60)"))
        // The first store remembers what it has just written.
        let reopened = try Self.open(database, folder)
        #expect(throws: CryptoError(.authenticationFailed, "")) { try reopened.record(number: number) }
        let known = try #require(try reopened.unreadableRecord(number: number))
        #expect(known.statement == statement)
        #expect(known.retraction == .error)
    }

    /// Notes follow their records into the next epoch, are sealed, and go with them.
    @Test func notesMoveToTheNextEpochAndGoWithTheirRecord() throws {
        let feed = FeedID(
            origin: try AgencyID(parsing: "us-a"), agreement: try AgreementID(parsing: "scene"),
            audience: try AudienceID(bytes: [UInt8](repeating: 1, count: 16)))
        let log = try store.openLog(feed, epoch: .first, isOwn: false)
        let next = try store.openLog(feed, epoch: Epoch(2), isOwn: false)
        let own = RecordRef(log: RecordRef.ownLog, handle: 3)
        let pair: [UInt8] = [1, 2]
        try store.append(
            PairReview(.noted, at: Timestamp(milliseconds: 5), author: "ana", note: "a moustache"), pair: pair,
            ends: RecordPair(own, RecordRef(log: log.number, handle: 9)))
        let plain = try database.first(SQL("test.scan", "SELECT instr(sealed, 'moustache') FROM review")) {
            $0.int64(0)
        }
        #expect(plain == 0)
        try store.moveReviews(from: log, to: next)
        try store.removeReviews(of: RecordRef(log: log.number, handle: 9))
        #expect(try store.reviews(of: pair).map(\.note) == ["a moustache"])
        try store.removeReviews(of: RecordRef(log: next.number, handle: 9))
        #expect(try store.reviews(of: pair).isEmpty)
        try store.finishPunctures()
    }
}
