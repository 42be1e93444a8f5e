import ComityCore
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// What a step keeps in memory until its end goes with it if it is undone.
@Suite struct StoreStepTests {
    private struct Undone: Error {}

    private let scene: Scene
    private let store: Store

    init() throws {
        scene = try Scene(["us-one", "us-two"])
        store = scene.nodes[0].node.store
    }

    private func add(_ given: String) throws -> StoredRecord {
        try scene.nodes[0].node.add(
            try TwoAgenciesTests.person(given, "Step"), by: scene.actor, now: scene.world.now)
    }

    private func eventCount() throws -> UInt64 {
        var count: UInt64 = 0
        try store.forEachAuditEvent { _, _, _ in
            count += 1
            return true
        }
        return count
    }

    @Test func anUndoneStepLeavesNeitherEventNorRecord() throws {
        _ = try add("First")
        let size = try store.auditSize()
        var number: Int64 = 0
        #expect(throws: Undone.self) {
            try store.step {
                number = try add("Lost").number
                throw Undone()
            }
        }
        #expect(try store.record(number: number) == nil)
        #expect(try store.auditSize() == size)
        #expect(try eventCount() == size.value)
        let next = try add("Second")
        #expect(try store.record(number: next.number)?.statement == next.statement)
        #expect(try eventCount() == size.value + 1)
        #expect(try store.auditSize().value == size.value + 1)
    }

    @Test func anUndonePartOfAStepLeavesTheRest() throws {
        let size = try store.auditSize().value
        try store.step {
            _ = try add("First")
            #expect(throws: Undone.self) {
                try store.step {
                    _ = try add("Lost")
                    throw Undone()
                }
            }
            _ = try add("Second")
        }
        #expect(try store.auditSize().value == size + 2)
        #expect(try eventCount() == size + 2)
        #expect(try store.recordCount() == 2)
    }

    @Test func theClockOfAStepIsKeptWithIt() throws {
        let before = try store.note("clock") ?? []
        #expect(throws: Undone.self) {
            try store.step {
                _ = try add("Lost")
                #expect(try store.note("clock") != before)
                throw Undone()
            }
        }
        #expect(try store.note("clock") ?? [] == before)
        let kept = try add("Kept")
        let note = try store.note("clock") ?? []
        #expect(note.reduce(0) { $0 << 8 | UInt64($1) } == kept.statement.updatedAt.value)
    }
}
