import ComityAudit
import ComityCore
import ComityCrypto
import ComityMerkle
import Testing

/// The vectors of Specs/audit.md, written by a script that is not ours.
@Suite struct AuditVectorTests {
    @Test(arguments: ["audit-event", "audit-list", "audit-trail"]) func thereAreMoreRefusals(folder: String) throws {
        let results = try VectorCase.loadFolder(folder).map { try $0.text("result") }
        let accepted = results.count { $0 == "valid" || $0 == "verified" }
        #expect(accepted > 0)
        #expect(results.count > 2 * accepted)
    }

    @Test(arguments: try VectorCase.loadFolder("audit-event")) func event(_ vector: VectorCase) throws {
        let bytes = try vector.bytes("event")
        do throws(AuditError) {
            let event = try AuditEvent(decoding: bytes)
            #expect(event.encoded == bytes)
            #expect(vector.optional("kind") == event.kind.name, "it is accepted")
        } catch {
            #expect(try vector.text("result") == error.code)
        }
    }

    @Test(arguments: try VectorCase.loadFolder("audit-list")) func list(_ vector: VectorCase) throws {
        let isOfDisclosures = try vector.text("form") == "disclosures"
        let bytes = try vector.bytes("list")
        let salt = try vector.optional("salt").map { try Hex.decode($0) } ?? []
        let expected = try vector.text("result")
        do throws(AuditError) {
            let again = isOfDisclosures ? try disclosures(bytes, salt, vector) : try withholdings(bytes, salt, vector)
            #expect(again == bytes)
            #expect(expected == "valid", "it is accepted")
        } catch {
            #expect(expected == error.code)
        }
    }

    /// The list written again, after its items and its commitment have been looked at.
    private func disclosures(
        _ bytes: [UInt8], _ salt: [UInt8], _ vector: VectorCase
    ) throws(AuditError) -> [UInt8] {
        let list = try DisclosureList(decoding: bytes)
        let items = (0..<list.count).map { number in
            "\(list[number].leaf) \(list[number].handle) \(list[number].clauses.map(\.text).joined(separator: ","))"
        }
        compare(vector, items, list.commitment(salt: salt))
        return list.encoded
    }

    private func withholdings(
        _ bytes: [UInt8], _ salt: [UInt8], _ vector: VectorCase
    ) throws(AuditError) -> [UInt8] {
        let list = try WithholdingList(decoding: bytes)
        let items = (0..<list.count).map { number in
            "\(list[number].record) \(list[number].clauses.map(\.text).joined(separator: ","))"
        }
        compare(vector, items, list.commitment(salt: salt))
        return list.encoded
    }

    private func compare(_ vector: VectorCase, _ items: [String], _ commitment: Digest) {
        #expect(vector.optional("items") == items.joined(separator: "; "))
        #expect(vector.optional("commitment") == commitment.description)
    }

    @Test(arguments: try VectorCase.loadFolder("audit-trail")) func trail(_ vector: VectorCase) throws {
        let trail = AuditTrail(agency: try AgencyID("us-wa-kcso"), epoch: .first)
        #expect(trail.origin == (try vector.text("origin")))
        let tile = try vector.bytes("tile")
        var verifier = TrailVerifier(
            trail, key: try PublicKey(bytes: try vector.bytes("key")),
            checkpoints: try words(vector, "checkpoints").enumerated().map { ("\($0)", try Hex.decode($1)) },
            remembered: try remembered(vector, trail),
            files: TrailFiles(entries: "entries", tiles: "tiles", lists: "lists", checkpoints: "checkpoints"),
            loadingTiles: { $0 == TileID(level: 0, index: 0) && !tile.isEmpty ? tile : nil })
        let lists = try Dictionary(
            uniqueKeysWithValues: words(vector, "lists").map { word in
                let parts = word.split(separator: ":")
                return (
                    String(parts[0]), CommittedList(salt: try Hex.decode(parts[1]), bytes: try Hex.decode(parts[2]))
                )
            })
        for word in try words(vector, "events") {
            let parts = word.split(separator: ":")
            let index = try #require(UInt64(parts[0]))
            try verifier.add(LeafIndex(index), try Hex.decode(parts[1]), list: lists[String(parts[0])])
        }
        let report = try verifier.finish()
        #expect(report.isVerified == (try vector.text("result") == "verified"))
        let expected = try vector.text("faults")
        if !expected.isEmpty {
            #expect(report.faults.map { "\($0.file) \($0.place)" }.contains(expected), "\(report.faults)")
        }
    }

    private func words(_ vector: VectorCase, _ name: String) throws -> [Substring] {
        try vector.text(name).split(separator: " ")
    }

    private func remembered(_ vector: VectorCase, _ trail: AuditTrail) throws -> [ExpectedRoot] {
        let parts = try words(vector, "signed")
        guard parts.count == 2 else { return [] }
        return [
            ExpectedRoot(
                file: "signed", place: trail.origin, size: TreeSize(try #require(UInt64(parts[0]))),
                root: try Digest(bytes: try Hex.decode(parts[1])))
        ]
    }
}
