import ComityCore
import ComityCrypto
import ComityFeed
import ComityRecords
import ComitySQLite
import ComityStore
import Testing

/// Whatever bit of a feed or a statement is altered in the file is found, and where. Specs/store.md#verification
@Suite struct LogVerifierTests {
    let database: Connection
    let store: Store
    let signer: SigningKey
    let log: StoredLog

    init() throws {
        database = try Connection(path: ":memory:")
        store = try Store(database: database, folder: FaultyKeyFolder(), seed: [UInt8](repeating: 7, count: 32))
        signer = try SigningKey(seed: [UInt8](repeating: 1, count: 32))
        let feed = FeedID(
            origin: try AgencyID(parsing: "us-a"), agreement: try AgreementID(parsing: "scene"),
            audience: try AudienceID(bytes: [UInt8](repeating: 1, count: 16)))
        var written = try store.openLog(feed, epoch: .first, isOwn: true)
        try store.step { [store, signer] in
            try store.append(.dead(level: 3, hash: SHA256.hash([3])), to: &written)
            try store.append(.bare(hash: SHA256.hash([4])), to: &written)
            for number in 0..<300 {
                let salt = Salt(derived: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 16))
                let body = EntryBody.withdraw(
                    WithdrawEntry(handle: try Handle(UInt64(number)), reason: .error)
                ).encoded
                let hash = Entry.leafHash(salt: salt, body: body)
                try store.append(.live(hash: hash, kind: .withdraw, salt: salt, encodedBody: body), to: &written)
                guard number == 10 || number == 299 else { continue }
                let head = try SignedHead(
                    feed: feed, epoch: .first, size: written.size, root: written.root, signer: signer)
                try store.addHead(of: written, size: head.size, root: head.root, signature: head.signature)
            }
            try store.save(written)
            for number in 0..<2 as Range<UInt64> {
                let time = HybridTime(number)
                let statement = ComityRecords.Statement(
                    id: RecordID(high: number, low: 1), content: Content(type: .vehicle), createdAt: time,
                    updatedAt: time)
                try store.insert(statement, encodedContent: statement.content.encoded)
            }
        }
        log = written
    }

    private func faults() throws -> [StoreFault] {
        let log = try #require(try store.log(number: log.number))
        var verifier = try LogVerifier(log, at: store, keys: [signer.publicKey])
        var found: [StoreFault] = []
        while true {
            let (faults, isDone) = try verifier.read(atMost: 50)
            found += faults
            if isDone { break }
        }
        return try found + store.statementFaults(after: 0, limit: 100).faults
    }

    @Test func aWholeStoreHasNoFaults() throws { #expect(try faults() == []) }

    @Test(arguments: [
        ("leaf", "sealed"), ("leaf", "hash"), ("subtree", "hash"), ("tile", "hash"), ("head", "root"),
        ("head", "signature"), ("record", "sealed"),
    ])
    func everyBitThatIsAlteredIsFound(table: String, column: String) throws {
        // `subtree` and `bare` leaves show in what they lead to.
        let shownIn = ["subtree": ["tile", "head", "log"], "leaf": ["leaf", "tile", "head", "log"]][table] ?? [table]
        let key = ["leaf": "position", "record": "number", "head": "size"][table] ?? "place"
        let rows = try database.all(
            SQL(
                name: "test.rows \(table) \(column)",
                building: "SELECT \(key), \(column) FROM \(table) WHERE \(column) IS NOT NULL ORDER BY 1 LIMIT 12")
        ) { ($0.int64(0), $0.bytes(1)) }
        #expect(!rows.isEmpty)
        let update = SQL(
            name: "test.alter \(table) \(column)", building: "UPDATE \(table) SET \(column) = ?2 WHERE \(key) = ?1")
        for (number, bytes) in rows {
            // Each byte of the first row, and a few of the others.
            for place in stride(from: 0, to: bytes.count, by: number == rows[0].0 ? 3 : 29) {
                var altered = bytes
                altered[place] ^= 1 << UInt8(place % 8)
                try database.run(update, number, altered)
                let found = try faults()
                #expect(found.contains { shownIn.contains($0.table) }, "\(table) \(number), byte \(place)")
                try database.run(update, number, bytes)
            }
        }
        #expect(try faults() == [])
    }

    @Test(arguments: [
        ("UPDATE leaf SET kind = kind + 1 WHERE position % 1000 = 20", "leaf"),
        ("UPDATE leaf SET slot = slot + 1 WHERE position % 1000 = 20", "leaf"),
        ("UPDATE leaf SET slot = NULL WHERE position % 1000 = 20", "leaf"),
        ("DELETE FROM leaf WHERE position % 1000 = 20", "leaf"),
        ("DELETE FROM tile", "tile"),
        ("UPDATE log SET size = size - 1", "log"),
        ("UPDATE head SET size = size - 1 WHERE size > 100", "head"),
        ("UPDATE record SET type = type + 1", "record"),
        ("UPDATE record SET slot = slot + 1 WHERE number = 1", "record"),
    ])
    func rowsThatDoNotFitAreFound(change: String, table: String) throws {
        try database.run(SQL(name: change, building: change))
        #expect(try faults().contains { $0.table == table })
    }
}
