import ComityCore
import ComityCrypto
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

@testable import ComityNode

/// What people read at two agencies that share: by the same requests as the command line.
@Suite struct ReadingScenarioTests {
    private let scene: Scene

    init() throws {
        scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        scene.rest()
    }

    private func ask(
        _ place: Int, _ name: String, _ arguments: CBORValue
    ) throws -> (rows: [CBORValue], result: CBORValue) {
        try scene.ask(place, name, arguments)
    }

    private func texts(_ rows: [CBORValue], _ key: String) -> [String] { scene.texts(rows, key) }

    /// A search goes on behind the own records, page by page, and says whether it was cut.
    @Test func searchingReachesThePartnersRecords() throws {
        for _ in 0..<250 { try scene.add(at: 0) }
        try scene.add(at: 1)
        scene.rest()
        let all = try ask(1, "record.search", ["limit": 1000])
        #expect(all.rows.count == 251 && all.result["found"] == 251 && all.result["cut"] == false)
        let few = try ask(1, "record.search", ["limit": 250])
        #expect(few.rows.count == 250 && few.result["cut"] == true)
        #expect(try ask(1, "record.search", ["text": "FAMILY7", "limit": 1]).result["cut"] == true)
        let ranked = try ask(1, "record.search", ["text": "family251"]).rows
        #expect(ranked.first?["why"]?.arrayValue?.first?["level"] == "exact")
        #expect(try ask(1, "record.search", ["text": "family251", "parts": true]).rows.count == 1)
        #expect(try ask(1, "record.export", [:]).result["records"] == 251)
        #expect(try ask(0, "agreement.simulate", ["id": "scene"]).result["disclosed"] == 250)
        #expect(try ask(0, "audit.export", [:]).result["key"]?.textValue?.hasPrefix("us-a/audit/1+") == true)
    }

    /// Who receives nothing by any clause is told of as well: silence would look like a mistake.
    @Test func aSimulationNamesThePartiesThatNoClauseSharesWith() throws {
        let scene = try Scene(["us-a", "us-b", "us-c-safe"])
        var terms = TermsWriter.Terms()
        terms.isForPoliceOnly = true
        _ = try scene.sign(terms)
        let id = try scene.add(at: 0)
        scene.rest()
        let told = try scene.ask(0, "agreement.simulate", ["id": "scene", "record": .text(id.description)])
        #expect(told.rows.map { $0["to"] } == [.array(["us-b"]), .array(["us-c-safe"])])
        #expect(told.rows.last?["outcome"] == "withheld" && told.rows.last?["reason"] == "no clause shares with it")
        #expect(told.result["disclosed"] == 1 && told.result["withheld"] == 1)
    }

    /// One damaged record hides no other; whatever else goes wrong ends the reading.
    @Test func damagedRecordsArePassedOverByName() throws {
        let damaged = DamagedRecords(scene[0].node)
        let now = scene.world.now
        #expect(try damaged.passing("one", now: now) { 1 } == 1)
        for error in [
            StoreError(.corrupt, "no content") as any Error, CryptoError(.authenticationFailed, "other bytes"),
        ] {
            #expect(try damaged.passing("two", now: now) { () throws -> Int? in throw error } == nil)
        }
        #expect(damaged.count == 2 && damaged.names == ["two", "two"] && scene[0].node.takeFaults().count == 2)
        #expect(throws: StoreError.self) {
            try damaged.passing("three", now: now) { () throws -> Int? in throw StoreError(.full, "no room") }
        }
    }

    @Test func aViewIsNamedByTheBeginningOfItsHandle() throws {
        let id = try scene.add(at: 0)
        scene.rest()
        let name = texts(try ask(1, "record.search", [:]).rows, "id")[0]
        for length in [4, 11, 12] {
            let short = String(name.prefix("us-a/scene/".count + length))
            #expect(texts(try ask(1, "record.show", ["id": .text(short)]).rows, "id") == [name])
            // At its origin that name means the record itself.
            #expect(texts(try ask(0, "record.show", ["id": .text(short)]).rows, "id") == [id.description])
        }
        for wrong in ["us-a/scene/abc", "us-a/scene/\(name.suffix(12))0", "us-b/scene/\(name.suffix(12))"] {
            #expect(throws: ControlFailure.self) { try ask(1, "record.show", ["id": .text(wrong)]) }
        }
    }

    /// What was disclosed stays in the history with its own time, whatever happens to the record later.
    @Test func theHistoryTellsWhoReceivedARecordAndWhen() throws {
        let id = try scene.add(at: 0)
        scene.rest()
        let first = try ask(0, "record.history", ["id": .text(id.description)]).rows
        #expect(texts(first, "event") == ["added", "disclosed", "sent"])
        #expect(texts(first, "agency") == ["", "", "us-b"])
        try scene.edit(id, at: 0) { $0.set(.names, to: .composite(of: [Component(NamePart.family, .text("New"))])) }
        scene.rest()
        _ = try ask(0, "record.retract", ["id": .text(id.description), "reason": "order"])
        scene.world.perform([.wakeAt(scene.world.now)], at: scene[0].agency)
        scene.rest()
        let all = try ask(0, "record.history", ["id": .text(id.description)]).rows
        #expect(Array(all.prefix(3)) == first)
        #expect(
            texts(all.dropFirst(3).filter { $0["event"] != "withdrawal-sent" }, "event")
                == ["edited", "disclosed", "sent", "retracted", "withdrawn"])
        #expect(try scene.shown(0, at: 1) == 0)
    }

    /// Neither an edit nor an import shows partners again what was taken back.
    @Test func aRetractedRecordStaysRetracted() throws {
        let content = try Content(
            type: Schema.current.requireType(named: "person"),
            settings: [(path: "names.family", value: "Silva"), (path: "subject_category", value: "suspect")])
        let rows: CBORValue = [[2, "p1", .bytes(content.encoded)]]
        let importing: CBORValue = ["source": "night.csv", "type": "person", "rows": rows, "ids": true]
        let made = try ask(0, "record.import", importing).result
        let id = CBORValue.text(made["records"]?.arrayValue?[0].arrayValue?[1].textValue ?? "")
        wakeAndRest()
        #expect(try scene.shown(0, at: 1) == 1)
        #expect(try ask(0, "record.retract", ["id": id]).result["withdrawn_from"] == ["us-b"])
        let again = try ask(0, "record.import", importing).result
        #expect(again["unchanged"] == 1 && again["updated"] == 0 && again["retracted"] == [[2, id]])
        #expect(throws: ControlFailure.self) {
            try ask(0, "record.edit", ["id": id, "set": [["sex", "female"]], "unset": []])
        }
        wakeAndRest()
        #expect(try scene.shown(0, at: 1) == 0)
        _ = try ask(0, "record.restore", ["id": id])
        wakeAndRest()
        #expect(try scene.shown(0, at: 1) == 1)
        _ = try ask(0, "record.import.undo", ["source": "night.csv"])
        wakeAndRest()
        #expect(try scene.shown(0, at: 1) == 0)
        #expect(try ask(0, "record.import", importing).result["updated"] == 1)
        wakeAndRest()
        #expect(try scene.shown(0, at: 1) == 1)
        try scene.expectHonesty()
    }

    private func wakeAndRest() {
        scene.world.perform([.wakeAt(scene.world.now)], at: scene[0].agency)
        scene.rest()
    }
}
