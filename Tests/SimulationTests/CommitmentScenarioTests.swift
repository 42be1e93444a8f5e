import ComityAudit
import ComityCore
import ComityRecords
import ComitySimulator
import Testing

@testable import ComityStore

/// What the trail says of contents: provable while they are there, by nobody afterwards. Specs/audit.md#commitments
@Suite struct CommitmentScenarioTests {
    private let scene: Scene

    init() throws { scene = try Scene(["us-a", "us-b"]) }

    private struct Stated {
        let index: Int64
        let commitment: Digest
        /// As `audit show` tells it.
        let salt: [UInt8]?
    }

    /// The events that commit to contents, oldest first.
    private func statements() throws -> [Stated] {
        var found: [(Int64, Digest)] = []
        try scene[0].store.forEachAuditEvent { index, bytes, _ in
            let event = try AuditEvent(decoding: bytes)
            if event.kind == .recordAdded || event.kind == .recordEdited, let commitment = event.commitment {
                found.append((Int64(index.value), commitment))
            }
            return true
        }
        return try found.map { index, commitment in
            let shown = try scene.ask(0, "audit.show", ["index": .integer(index)]).result
            return Stated(
                index: index, commitment: commitment, salt: try shown["salt"]?.textValue.map { try Hex.decode($0) })
        }
    }

    @Test func eachContentOfARecordCanBeShownAndNoTwoLookAlike() throws {
        let id = try scene.add(at: 0)
        let first = try #require(try scene[0].store.record(id)).statement.content
        try scene.edit(id, at: 0) { $0.set(.nationality, to: .text("us")) }
        let second = try #require(try scene[0].store.record(id)).statement.content
        try scene.edit(id, at: 0) { $0 = first }
        let stated = try statements()
        #expect(Set(stated.map(\.commitment)).count == 3, "equal contents do not show as equal")
        for (event, content) in zip(stated, [first, second, first]) {
            let salt = try #require(event.salt)
            #expect(event.commitment == Commitment.make(.content, content.encoded, salt: salt))
        }
    }

    /// Of a destroyed content nobody can show or guess any more what it was, and the trail is as whole as before.
    @Test func aCommitmentDiesWithItsContent() throws {
        try scene.add(at: 0)
        let kept = try scene.add(at: 0)
        let before = try statements()
        #expect(before.allSatisfy { $0.salt != nil })
        // Slots are used in order: that of the first statement comes before that of the second.
        var after = before
        for slot in Int64(0)..<256 where after[0].salt != nil {
            try scene[0].store.seals.puncture([slot])
            after = try statements()
        }
        #expect(after.map(\.commitment) == before.map(\.commitment))
        #expect(after[0].salt == nil)
        #expect(after[1].salt == before[1].salt)
        #expect(try scene[0].store.record(kept) != nil)
        let verified = try scene.ask(0, "audit.verify", [:])
        #expect(verified.rows.isEmpty && verified.result["verified"] == true)
    }
}
