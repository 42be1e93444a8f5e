import ComityCore
import ComityCrypto
import ComityMerkle
import Testing

@Suite struct CheckpointTests {
    private let log = try! SigningKey(seed: [UInt8](repeating: 1, count: 32))
    private let witness = try! SigningKey(seed: [UInt8](repeating: 2, count: 32))
    private let root = TreeHash.leaf([1])

    private func checkpoint(_ size: UInt64 = 5, root: Digest? = nil) throws -> Checkpoint {
        try Checkpoint(origin: "us-wa-kcso/audit/1", size: TreeSize(size), root: root ?? self.root)
    }

    @Test func theExampleOfTheFormatIsRead() throws {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == TreeSize(20_852_163))
        #expect(checkpoint.text == text)
    }

    static let refusals: [(why: String, text: String)] = [
        ("nothing", ""),
        ("two lines", "a\n1\n"),
        ("no last newline", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="),
        ("leading zero", "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
        ("plus sign", "a\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
        ("negative", "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
        ("hexadecimal", "a\n0x1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
        ("digits of another script", "a\n١\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
        ("over the limit", "a\n4611686018427387905\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
        ("a short root", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n"),
        ("a root with bits left over", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n"),
        ("an empty origin", "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
        ("a space in the origin", "a b\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
        ("an empty extension", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nx\n"),
        ("an empty tree with a root", "a\n0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
    ]

    @Test(arguments: refusals)
    func whatIsNoCheckpointIsRefused(why: String, text: String) {
        #expect(throws: MerkleError(.malformedCheckpoint, ""), "\(why)") { try Checkpoint(parsing: text) }
    }

    @Test func emptyTreesAndExtensionsAreCheckpointsToo() throws {
        for checkpoint in [
            try Checkpoint(origin: "a", size: .zero, root: TreeHash.empty),
            try Checkpoint(origin: "a", size: TreeSize(1), root: root, extensions: ["x y", "z"]),
        ] { #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint) }
    }

    @Test func aSignedCheckpointIsReadByWhoKnowsTheKey() throws {
        let signed = try checkpoint().sign(with: log)
        let read = try SignedCheckpoint(
            parsing: signed.encoded, verifying: log.publicKey, origin: "us-wa-kcso/audit/1")
        #expect(read == signed)
        #expect(read.checkpoint == (try checkpoint()))
        #expect(throws: MerkleError(.badSignature, "")) {
            try SignedCheckpoint(parsing: signed.encoded, verifying: witness.publicKey)
        }
        #expect(throws: MerkleError(.malformedCheckpoint, "")) {
            try SignedCheckpoint(parsing: signed.encoded, verifying: log.publicKey, origin: "us-or-sp/audit/1")
        }
    }

    @Test func everyFlippedBitIsNoticed() throws {
        let bytes = try checkpoint().sign(with: log).encoded
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: MerkleError.self) {
                try SignedCheckpoint(parsing: damaged, verifying: log.publicKey)
            }
        }
    }

    @Test func keysHaveTheFormThatOtherToolsTake() throws {
        let key = try NoteKey(name: "a", kind: .ed25519, key: log.publicKey)
        let cosigner = try NoteKey(name: "a", kind: .cosignature, key: log.publicKey)
        #expect(key.keyID != cosigner.keyID)
        #expect(key.text == "a+08942d87+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c")
        #expect(throws: MerkleError(.malformedNote, "")) {
            try NoteKey(name: "a b", kind: .ed25519, key: log.publicKey)
        }
    }

    @Test func witnessesAddTheirWord() throws {
        let now = try Timestamp(parsing: "2026-03-01T12:00:00.750Z")
        let cosignature = try Cosignature(of: try checkpoint(), as: "us-or-sp", with: witness, now: now)
        #expect(cosignature.time == (try Timestamp(parsing: "2026-03-01T12:00:00Z")))
        let signed = try checkpoint().sign(with: log).adding(cosignature)
        let read = try SignedCheckpoint(parsing: signed.encoded, verifying: log.publicKey)
        let key = try NoteKey(name: "us-or-sp", kind: .cosignature, key: witness.publicKey)
        #expect(try Cosignature(by: key, in: read.note) == cosignature)
        let later = try Cosignature(
            of: try checkpoint(), as: "us-or-sp", with: witness, now: now.adding(milliseconds: 9000))
        #expect(try read.adding(later).note.signatures.count == 2)
        #expect(try Cosignature(by: key, in: try read.adding(later).note) == later)
    }

    @Test func aCosignatureOfAnotherHeadTimeOrKeyIsRefused() throws {
        let now = Timestamp(milliseconds: 1000)
        let key = try NoteKey(name: "w", kind: .cosignature, key: witness.publicKey)
        let good = try Cosignature(of: try checkpoint(), as: "w", with: witness, now: now)
        let other = try checkpoint(6).sign(with: log).adding(good)
        #expect(throws: MerkleError(.badSignature, "")) { try Cosignature(by: key, in: other.note) }
        var bytes = good.signature.bytes
        bytes[7] ^= 1
        let moved = try checkpoint().sign(with: log).note.adding(
            NoteSignature(name: "w", keyID: key.keyID, bytes: bytes))
        #expect(throws: MerkleError(.badSignature, "")) { try Cosignature(by: key, in: moved) }
        #expect(throws: MerkleError(.badSignature, "")) {
            try Cosignature(by: key, in: try checkpoint().sign(with: log).note)
        }
        let short = try checkpoint().sign(with: log).note.adding(
            NoteSignature(name: "w", keyID: key.keyID, bytes: [1]))
        #expect(throws: MerkleError(.badSignature, "")) { try Cosignature(by: key, in: short) }
    }

    @Test func aForkIsProvedToAnybody() throws {
        let one = try checkpoint().sign(with: log)
        let two = try checkpoint(root: TreeHash.leaf([2])).sign(with: log)
        let proof = try ForkProof(one, two)
        #expect(proof == (try ForkProof(two, one)))
        #expect(try ForkProof(decoding: proof.encoded, verifying: log.publicKey) == proof)
        #expect(throws: MerkleError(.badSignature, "")) {
            try ForkProof(decoding: proof.encoded, verifying: witness.publicKey)
        }
        #expect(throws: MerkleError(.notAFork, "")) { try ForkProof(one, one) }
        #expect(throws: MerkleError(.notAFork, "")) { try ForkProof(one, try checkpoint(6).sign(with: log)) }
        let swapped = CBORValue.array([.bytes(proof.second.encoded), .bytes(proof.first.encoded)])
        #expect(throws: MerkleError(.notAFork, "")) {
            try ForkProof(decoding: swapped.encoded, verifying: log.publicKey)
        }
    }
}
