import ComityAudit
import ComityCore
import Testing

@Suite struct CommitmentTests {
    private func clauses(_ names: String...) throws -> [ClauseID] { try names.map { try ClauseID($0) } }

    private func disclosures(seed: UInt64, count: Int) throws -> DisclosureList {
        var random = SeededRandom(seed: seed)
        var list = DisclosureList()
        var leaf: UInt64 = 0
        let sets = [try clauses("suspects"), try clauses("birth-years", "suspects"), []]
        for _ in 0..<count {
            leaf += UInt64.random(in: 1...300, using: &random)
            list.append(
                leaf: LeafIndex(leaf), handle: .random(&random), clauses: sets.randomElement(using: &random)!)
        }
        return list
    }

    @Test func listsComeBack() throws {
        for count in [0, 1, 2, 1000] {
            let list = try disclosures(seed: 1, count: count)
            let read = try DisclosureList(decoding: list.encoded)
            #expect(read == list)
            #expect(read.count == count)
            for item in 0..<count { #expect(read[item] == list[item]) }
        }
        var random = SeededRandom(seed: 2)
        var withheld = WithholdingList()
        for number in 0..<100 {
            withheld.append(.random(&random), clauses: number % 3 == 0 ? [] : try clauses("victims"))
        }
        #expect(try WithholdingList(decoding: withheld.encoded) == withheld)
    }

    @Test func anOrdinaryItemCostsEightBytes() throws {
        var random = SeededRandom(seed: 3)
        var list = DisclosureList()
        for leaf in 0..<1000 {
            list.append(leaf: LeafIndex(UInt64(leaf)), handle: .random(&random), clauses: try clauses("suspects"))
        }
        #expect(list.encoded.count < 8100)
    }

    @Test func theSaltAndTheSubjectAreCommittedTo() throws {
        let salt = [UInt8](repeating: 1, count: 16)
        let other = [UInt8](repeating: 2, count: 16)
        let digest = Commitment.make(.query, [1], salt: salt)
        #expect(digest == Commitment.make(.query, [1], salt: salt))
        #expect(digest != Commitment.make(.query, [1], salt: other))
        #expect(digest != Commitment.make(.query, [2], salt: salt))
        #expect(digest != Commitment.make(.note, [1], salt: salt))
        // Computed from the spec with another program.
        #expect(digest.description == "2ad9a8d7b9e3849041595eb9377fb3ce3dd92ab6fccb0024e43e4478c6a7900f")
    }

    @Test func whatIsNoListIsRefused() throws {
        let good = try disclosures(seed: 4, count: 3).encoded
        for count in 0..<good.count {
            #expect(throws: AuditError(.malformedList, "")) { try DisclosureList(decoding: Array(good[..<count])) }
        }
        let handle: [UInt8] = [0, 0, 0, 0, 0, 1]
        let refusals: [(String, CBORValue)] = [
            ("fewer gaps than items", [1, .bytes([]), .bytes(handle), [["a"]], .bytes([0])]),
            ("more gaps than items", [1, .bytes([0, 0]), .bytes(handle), [["a"]], .bytes([0])]),
            ("a needless zero", [1, .bytes([0x80, 0]), .bytes(handle), [["a"]], .bytes([0])]),
            (
                "a leaf over 63 bits",
                [1, .bytes([UInt8](repeating: 0xFF, count: 10)), .bytes(handle), [["a"]], .bytes([0])]
            ),
            ("a short handle", [1, .bytes([0]), .bytes([1]), [["a"]], .bytes([0])]),
            ("an unknown set", [1, .bytes([0]), .bytes(handle), [["a"]], .bytes([1])]),
            ("an unused set", [1, .bytes([0]), .bytes(handle), [["a"], ["b"]], .bytes([0])]),
            ("one set twice", [2, .bytes([0, 0]), .bytes(handle + handle), [["a"], ["a"]], .bytes([0, 1])]),
            ("sets out of order", [2, .bytes([0, 0]), .bytes(handle + handle), [["a"], ["b"]], .bytes([1, 0])]),
            ("clauses out of order", [1, .bytes([0]), .bytes(handle), [["b", "a"]], .bytes([0])]),
            ("a use too many", [1, .bytes([0]), .bytes(handle), [["a"]], .bytes([0, 0])]),
            ("an impossible count", [.integer(1 << 40), .bytes([]), .bytes([]), [], .bytes([])]),
        ]
        for (why, value) in refusals {
            #expect(throws: AuditError(.malformedList, ""), "\(why)") { try DisclosureList(decoding: value.encoded) }
        }
    }
}

/// Specs/audit.md#commitments
@Suite struct ContentSaltTests {
    @Test(arguments: try VectorCase.loadFolder("audit-salt")) func vector(_ vector: VectorCase) throws {
        let salt = Commitment.salt(ofSlot: try Digest(bytes: try vector.bytes("secret")))
        #expect(salt == (try vector.bytes("salt")))
        let commitment = Commitment.make(.content, try vector.bytes("content"), salt: salt)
        #expect(commitment.bytes == (try vector.bytes("commitment")))
    }
}
