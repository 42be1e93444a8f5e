import ComityCore
import ComityCrypto
import ComityMerkle
import Testing

@Suite struct CheckpointVectorTests {
    private let log = try! SigningKey(seed: [UInt8](repeating: 1, count: 32)).publicKey
    private let witness = try! SigningKey(seed: [UInt8](repeating: 2, count: 32)).publicKey

    @Test func everyNoteIsReadOrRefused() throws {
        let cases = try vectorCases("checkpoint/checkpoints.txt")
        #expect(cases.count >= 20)
        for sample in cases {
            let bytes = try Hex.decode(try #require(sample["note"]))
            do throws(MerkleError) {
                let signed = try SignedCheckpoint(parsing: bytes, verifying: log)
                #expect(sample["result"] == "accepted", "\(sample["case"] ?? "")")
                #expect(signed.encoded == bytes)
            } catch {
                #expect(error.code == sample["result"], "\(sample["case"] ?? ""): \(error)")
            }
        }
    }

    @Test func everyCosignatureIsReadOrRefused() throws {
        let key = try NoteKey(name: "us-or-sp", kind: .cosignature, key: witness)
        for sample in try vectorCases("checkpoint/cosignatures.txt") {
            let note = try SignedNote(parsing: try Hex.decode(try #require(sample["note"])))
            do throws(MerkleError) {
                let cosignature = try Cosignature(by: key, in: note)
                #expect(sample["result"] == "accepted", "\(sample["case"] ?? "")")
                #expect(cosignature.time.milliseconds == 1_772_366_400_000)
            } catch {
                #expect(error.code == sample["result"], "\(sample["case"] ?? ""): \(error)")
            }
        }
    }

    /// Our own writer makes the first vector, byte for byte.
    @Test func theExampleOfTheSpecIsOurs() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 1, count: 32))
        let witness = try SigningKey(seed: [UInt8](repeating: 2, count: 32))
        let signed = try Checkpoint(origin: "us-wa-kcso/audit/1", size: TreeSize(1), root: TreeHash.leaf([]))
            .sign(with: key)
        let cosignature = try Cosignature(
            of: signed.checkpoint, as: "us-or-sp", with: witness, now: Timestamp(milliseconds: 1_772_366_400_000))
        let first = try #require(try vectorCases("checkpoint/checkpoints.txt").first?["note"])
        #expect(Hex.encode(try signed.adding(cosignature).encoded) == first)
    }
}
