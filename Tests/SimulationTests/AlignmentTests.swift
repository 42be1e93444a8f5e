import ComityAgreement
import ComityCore
import ComityFeed
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// A fault of the machine while an agreement is taken: what follows from it is done when the fault is over.
/// Specs/node.md#alignment
@Suite struct AlignmentTests {
    private let scene: Scene
    private var wide = TermsWriter.Terms()

    /// Three agencies; the first shares a witness and a suspect, and its key folder is full from now on.
    init() throws {
        scene = try Scene(["us-a", "us-b", "us-c"])
        wide.categories = ["suspect", "witness"]
        try scene.sign(wide)
        scene.connect(0, 1)
        try scene.add(at: 0, category: "witness")
        try scene.add(at: 0)
        scene.rest()
        scene.world.crash(scene[0].agency)
        scene[0].keys.writesLeft["seals"] = 0
        scene.connect(0, 1)
        scene.world.redials = true
        scene.rest()
    }

    private func states(at place: Int) throws -> Int {
        guard let log = try scene.log(of: scene[0].agency, at: place) else { return 0 }
        return try (0..<log.size.value).compactMap { try scene[place].store.entry(LeafIndex($0), of: log) }
            .count { try EntryBody(decoding: $0.encodedBody).kind == .state }
    }

    @Test func aNarrowingThatAFaultHeldUpIsFollowedLater() throws {
        try scene.sign(TermsWriter.Terms(), holders: [1, 2])
        scene.rest(seconds: 5)
        #expect(!scene[0].node.faults.isEmpty)
        #expect(scene[0].node.book.inForce[scene.writer.id]?.version == 3)
        scene.connect(0, 2)
        scene.rest(seconds: 30)
        #expect(try states(at: 2) == 0, "nothing leaves while the feed does not follow its agreement")
        scene[0].keys.writesLeft = [:]
        scene.rest(seconds: 60)
        let log = try #require(try scene.log(of: scene[0].agency, at: 0))
        #expect(log.governing == 3)
        #expect(log.backfill == nil)
        #expect(try states(at: 2) == 1)
        #expect(try scene.shown(0, at: 1) == 1)
        #expect(try scene.shown(0, at: 2) == 1)
        #expect(try scene.audited(at: 2)["entry-refused"] == nil)
        try scene.add(at: 0)
        scene.rest()
        #expect(try scene.shown(0, at: 2) == 2)
    }

    @Test func anEndThatAFaultHeldUpDestroysLater() throws {
        try scene.give(.terminate, at: 1)
        scene.rest(seconds: 5)
        scene[0].keys.writesLeft = [:]
        scene.rest(seconds: 60)
        let log = try #require(try scene.log(of: scene[0].agency, at: 0))
        #expect(log.governing == 0)
        let left = try (0..<log.size.value).compactMap { try scene[0].store.entry(LeafIndex($0), of: log) }
            .count { try [.state, .patch].contains(EntryBody(decoding: $0.encodedBody).kind) }
        #expect(left == 0)
        #expect(try scene[0].store.note("pending-puncture").map(\.isEmpty) ?? true)
    }

    /// Also what a restart finds half done.
    @Test(arguments: [false, true]) func whatChangedMeanwhileIsProjectedLater(restarts: Bool) throws {
        var ids: [RecordID] = []
        try scene[0].store.forEachRecord { record in
            ids.append(record.statement.id)
            return true
        }
        try scene.sign(TermsWriter.Terms(), holders: [1, 2])
        scene.rest(seconds: 5)
        for id in ids { try scene.retract(id, at: 0) }
        scene.rest(seconds: 5)
        scene[0].keys.writesLeft = [:]
        if restarts { scene.world.crash(scene[0].agency) }
        scene.rest(seconds: 60)
        #expect(try scene.shown(0, at: 1) == 0)
        let log = try #require(try scene.log(of: scene[0].agency, at: 0))
        #expect(log.governing == 3)
    }
}
