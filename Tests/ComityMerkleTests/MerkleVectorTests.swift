import ComityCore
import ComityMerkle
import Foundation
import Testing

/// The probes of transparency-dev/merkle: a selection in Specs/vectors/merkle, and all of them when the environment
/// names their folder in `COMITY_MERKLE_PROBES`.
@Suite struct MerkleVectorTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Specs/vectors/merkle")

    private struct Probe: Decodable {
        var leafIdx: UInt64?
        var treeSize: UInt64?
        var start: UInt64?
        var end: UInt64?
        var size: UInt64?
        var size1: UInt64?
        var size2: UInt64?
        var root: String?
        var root1: String?
        var root2: String?
        var leafHash: String?
        var proof: [String]?
        var wantErr: Bool
    }

    private struct TreeCases: Decodable {
        struct Case: Decodable {
            var kind: String
            var size: UInt64
            var index: UInt64?
            var old: UInt64?
            var root: String
            var proof: [String]?
        }
        var prefix: String
        var cases: [Case]
    }

    @Test(arguments: ["inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"])
    func theSelectedProbesAnswerAsTheyShould(kind: String) throws {
        #expect(try check(kind, in: Self.folder) >= 10)
    }

    @Test func allProbesAnswerAsTheyShould() throws {
        guard let path = ProcessInfo.processInfo.environment["COMITY_MERKLE_PROBES"] else {
            print("skipped: COMITY_MERKLE_PROBES does not name the folder of all probes")
            return
        }
        var count = 0
        for kind in ["inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"] {
            count += try check(kind, in: URL(fileURLWithPath: path))
        }
        // The selected ones alone are forty: a folder with fewer is not that of all.
        #expect(count > 40, "checked \(count) probes")
    }

    @Test func golangsTreesAreOurs() throws {
        let data = try Data(contentsOf: Self.folder.appendingPathComponent("golang-tlog.json"))
        let cases = try JSONDecoder().decode(TreeCases.self, from: data)
        let tree = SampleTree(size: 1000, prefix: cases.prefix)
        for sample in cases.cases {
            let size = TreeSize(sample.size)
            let root = try Digest(bytes: try Hex.decode(sample.root))
            let proof = try (sample.proof ?? []).map { try Digest(bytes: try Hex.decode($0)) }
            switch sample.kind {
            case "root":
                #expect(CompactRange(0, sample.size, from: { tree.hash(of: $0) }).root == root)
            case "inclusion":
                let index = LeafIndex(sample.index ?? 0)
                let ours = InclusionProof(of: index, in: size, from: { tree.hash(of: $0) })
                #expect(ours.hashes == proof)
                try ours.verify(leafHash: tree.leaves[Int(index.value)], root: root)
            default:
                let old = TreeSize(sample.old ?? 0)
                let ours = ConsistencyProof(from: old, to: size, source: { tree.hash(of: $0) })
                #expect(ours.hashes == proof)
                try ours.verify(oldRoot: tree.root(Int(old.value)), newRoot: root)
            }
        }
        #expect(cases.cases.count > 150)
    }

    private func check(_ kind: String, in folder: URL) throws -> Int {
        let folder = folder.appendingPathComponent(kind)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var count = 0
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "json" else { continue }
            let probe = try JSONDecoder().decode(Probe.self, from: try Data(contentsOf: file))
            #expect(holds(kind, probe) == !probe.wantErr, "\(file.path)")
            count += 1
        }
        return count
    }

    private func holds(_ kind: String, _ probe: Probe) -> Bool {
        do {
            let proof = try (probe.proof ?? []).map(digest)
            switch kind {
            case "inclusion":
                try InclusionProof(
                    index: LeafIndex(probe.leafIdx ?? 0), size: TreeSize(probe.treeSize ?? 0), hashes: proof
                ).verify(leafHash: try digest(probe.leafHash), root: try digest(probe.root))
            case "subtreeinclusion":
                try SubtreeInclusionProof(
                    index: LeafIndex(probe.leafIdx ?? 0), begin: probe.start ?? 0, end: probe.end ?? 0, hashes: proof
                ).verify(leafHash: try digest(probe.leafHash), root: try digest(probe.root))
            case "consistency":
                try ConsistencyProof(
                    from: TreeSize(probe.size1 ?? 0), to: TreeSize(probe.size2 ?? 0), hashes: proof
                ).verify(oldRoot: try digest(probe.root1), newRoot: try digest(probe.root2))
            default:
                try SubtreeConsistencyProof(
                    begin: probe.start ?? 0, end: probe.end ?? 0, size: TreeSize(probe.size ?? 0), hashes: proof
                ).verify(subtreeRoot: try digest(probe.root1), root: try digest(probe.root2))
            }
            return true
        } catch {
            return false
        }
    }

    /// Some probes have other bytes than a hash in a place that must not matter: their hash stands for them. No bytes
    /// at all are refused, as no decoder of ours yields them.
    private func digest(_ text: String?) throws -> Digest {
        let bytes = try Base64.decode(text ?? "")
        return bytes.isEmpty || bytes.count == Digest.lengthBytes ? try Digest(bytes: bytes) : TreeHash.leaf(bytes)
    }
}
