import ComityAudit
import ComityCore
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// Contents leave a node for a person only with a trace, and where a permit demands a purpose, only for one.
/// Specs/audit.md#reading, Specs/agreement.md#purposes
@Suite struct ReadingTraceTests {
    private let scene: Scene

    init() throws {
        scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest()
    }

    private func events(_ kind: AuditEventKind, at place: Int) throws -> [AuditEvent] {
        var found: [AuditEvent] = []
        try scene[place].store.forEachAuditEvent { _, bytes, _ in
            let event = try AuditEvent(decoding: bytes)
            if event.kind == kind { found.append(event) }
            return true
        }
        return found
    }

    private func counts(_ kind: AuditEventKind, at place: Int) throws -> [AuditField?] {
        try events(kind, at: place).map { $0[.count] }
    }

    /// Who closes after the first page has left a trace of the first page.
    @Test(arguments: [("record.search", AuditEventKind.queried), ("record.export", .recordsExported)])
    func aReadingThatIsBrokenOffLeavesATrace(name: String, kind: AuditEventKind) throws {
        for _ in 0..<250 { try scene.add(at: 0) }
        scene.rest()
        guard case .job(let job) = scene.answer(1, name, ["limit": 1000]) else {
            Issue.record("no job")
            return
        }
        var rows = 0
        while rows == 0 { rows += job.step(now: scene.world.now).replies.count }
        job.cancel()
        #expect(try counts(kind, at: 1) == [.count(UInt64(rows))])
    }

    /// Each page has an event of its own; the later ones name the first. A search that finds nothing has one too.
    @Test func eachPageIsAnEvent() throws {
        for _ in 0..<250 { try scene.add(at: 0) }
        scene.rest()
        _ = try scene.ask(1, "record.search", ["limit": 1000])
        let found = try events(.queried, at: 1)
        #expect(found.map { $0[.count] } == [.count(200), .count(50)])
        #expect(found[0][.event] == nil && found[1][.event] != nil)
        _ = try scene.ask(1, "record.search", ["text": "nobody"])
        #expect(try counts(.queried, at: 1).last == .count(0))
    }

    @Test func everyRequestThatShowsContentsIsInTheTrail() throws {
        for place in 0..<2 {
            for number in 0..<3 {
                _ = try scene.add(try person(number), at: place)
            }
        }
        scene.rest(seconds: 20)
        let pair = try #require(try scene[1].store.pairs(limit: 1).first)
        let id = CBORValue.text(Hex.encode(pair.id))
        #expect(try scene.ask(1, "match.show", ["id": id]).rows.count == 2)
        #expect(try events(.recordShown, at: 1).count == 2)
        #expect(try !scene.ask(1, "match.why", ["id": id]).rows.isEmpty)
        #expect(try events(.recordShown, at: 1).count == 4)
        _ = try scene.ask(1, "match.confirm", ["id": id])
        let name = scene.texts(try scene.ask(1, "match.show", ["id": id]).rows, "id")[0]
        #expect(try events(.recordShown, at: 1).count == 6)
        // Everything in its cluster is shown, and each of it is told of.
        #expect(try scene.ask(1, "record.show", ["id": .text(name)]).rows.count == 2)
        #expect(try events(.recordShown, at: 1).count == 8)
        let own = try #require(try scene[1].store.record(number: 1)).statement.id
        _ = try scene.ask(1, "agreement.simulate", ["id": "scene", "record": .text(own.description)])
        #expect(try events(.recordShown, at: 1).last?.record == own)
        _ = try scene.ask(1, "agreement.simulate", ["id": "scene"])
        // Three persons, and the claim that the decision became.
        #expect(try counts(.recordsExported, at: 1) == [.count(4)])
    }

    @Test func readingTheTrailIsInTheTrail() throws {
        let id = try scene.add(at: 0)
        scene.rest()
        _ = try scene.ask(0, "record.history", ["id": .text(id.description)])
        #expect(try events(.trailRead, at: 0).map(\.record) == [id])
        let size = try scene[0].store.auditSize().value
        let listed = try scene.ask(0, "audit.list", ["from": 1])
        #expect(listed.rows.count == Int(size) - 1)
        _ = try scene.ask(0, "audit.show", ["index": 2])
        _ = try scene.ask(0, "audit.export", [:])
        let reads = try events(.trailRead, at: 0).dropFirst()
        #expect(reads.map { $0[.begin] } == [.begin(1), .begin(2), .begin(0)])
        #expect(reads.map { $0[.end] }.prefix(2) == [.end(size), .end(3)])
        #expect(try TrailChecker.faults(of: scene[0]) == [])
    }

    /// A permit with `use`: no purpose is refused before anything is shown, another one shows nothing of it.
    @Test func aPurposeThatIsDemandedMustBeNamed() throws {
        let id = try scene.add(at: 0)
        try scene.add(at: 1)
        scene.rest()
        let name = scene.texts(try scene.ask(1, "record.search", [:]).rows, "id")[1]
        for (request, arguments) in [
            ("record.search", [:]), ("record.export", [:]), ("record.show", ["id": .text(name)]),
        ] as [(String, CBORValue)] {
            let failure = #expect(throws: ControlFailure.self) {
                try scene.ask(1, request, arguments, purpose: nil)
            }
            #expect(failure?.code == "purpose-required")
            #expect(failure?.hints == ["say why you ask: `--purpose investigation`"])
        }
        let wrong = try scene.ask(1, "record.search", [:], purpose: "licensing")
        #expect(scene.texts(wrong.rows, "agency") == ["us-b"] && wrong.result["left_out"] == 1)
        #expect(throws: ControlFailure.self) {
            try scene.ask(1, "record.show", ["id": .text(name)], purpose: "licensing")
        }
        // The own records are the agency's business.
        #expect(try scene.ask(1, "record.export", ["own": true], purpose: nil).rows.count == 1)
        #expect(try scene.ask(0, "record.show", ["id": .text(id.description)], purpose: nil).rows.count == 1)
        let purposes = try events(.queried, at: 1).compactMap { $0[.purpose]?.renderedValue }
        #expect(Set(purposes) == [.text("investigation"), .text("licensing")])
    }

    /// Whoever knows the words of a search can show that an event speaks of them.
    @Test func theWordsOfASearchCanBeShown() throws {
        try scene.add(at: 0)
        _ = try scene.ask(0, "record.search", ["text": "family1"])
        _ = try scene.ask(0, "record.search", ["text": "family1"])
        let found = try events(.queried, at: 0)
        #expect(found[0].commitment != found[1].commitment)
        let index = try scene[0].store.auditSize().value - 1
        let shown = try scene.ask(0, "audit.show", ["index": .integer(Int64(index))]).result
        let salt = try Hex.decode(try #require(shown["salt"]?.textValue))
        #expect(found[1].commitment == Commitment.make(.query, Array("family1".utf8), salt: salt))
    }

    /// What was disclosed and sent of a record stands in lists: the trail of the record tells of it all the same.
    @Test func theTrailOfARecordTellsOfItsDisclosures() throws {
        let id = try scene.add(at: 0)
        try scene.add(at: 0)
        scene.rest()
        for name in [id.description, String(id.description.prefix(8))] {
            let kinds = scene.texts(try scene.ask(0, "audit.list", ["record": .text(name)]).rows, "kind")
            #expect(kinds.filter { $0 != "trail-read" } == ["record-added", "disclosed", "batch-sent"])
        }
    }

    @Test func aFieldWithTooManyClaimsIsRefused() throws {
        var content = Content(type: .person)
        content.set(
            .names,
            to: (0...Field.claimLimit).map {
                Claim(.composite(of: [Component(NamePart.family, .text("Family\($0)"))]))
            })
        #expect(throws: RecordError(.limitExceeded, "")) { try scene.add(content, at: 0) }
        #expect(try scene[0].store.recordCount() == 0)
    }

    /// A trail that grows while it is verified or exported has no fault by that.
    @Test func aTrailMayGrowWhileItIsRead() throws {
        while try scene[0].store.auditSize().value < 2020 { try scene.add(at: 0) }
        for name in ["audit.verify", "audit.export"] {
            guard case .job(let job) = scene.answer(0, name, [:]) else {
                Issue.record("no job")
                return
            }
            var step = 0
            while true {
                let done = job.step(now: scene.world.now)
                if case .result(let result) = done.next {
                    if name == "audit.verify" { #expect(result["verified"] == true) }
                    break
                }
                #expect(!done.replies.contains { if case .row(let row) = $0 { row["reason"] != nil } else { false } })
                for case .row(let row) in done.replies where row["path"] != nil { try expectWidth(row) }
                step += 1
                if step == 1 { for _ in 0..<100 { try scene.add(at: 0) } }
            }
        }
    }

    /// A partial tile has as many hashes as its path says.
    private func expectWidth(_ row: CBORValue) throws {
        let path = try #require(row["path"]?.textValue)
        guard path.hasPrefix("tile/"), !path.contains("entries") else { return }
        let parts = path.split(separator: ".p/")
        let width = parts.count == 2 ? Int(parts[1]) : 256
        #expect(row["bytes"]?.bytesValue?.count == width.map { 32 * $0 }, "\(path)")
    }

    private func person(_ number: Int) throws -> Content {
        try Content(
            type: Schema.current.requireType(named: "person"),
            settings: [
                (path: "names.given", value: "Elena\(number)"), (path: "names.family", value: "Dragomirescu\(number)"),
                (path: "dob", value: "1985-03-1\(number)"), (path: "phones.e164", value: "+1206555010\(number)"),
                (path: "subject_category", value: "suspect"),
            ])
    }
}
