import ComityCore
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: ["a", "0", "us-wa-kcso", "a.b-c", "a--b", String(repeating: "x", count: 64)])
    func wellFormedNamesComeBack(text: String) throws {
        #expect(try AgencyID(text).text == text)
        #expect(AgreementID(text)?.description == text)
    }

    @Test(arguments: [
        "", "A", "us_wa", "-a", "a-", ".a", "a.", "a b", "é", "a\n", "а", String(repeating: "x", count: 65),
    ])
    func otherNamesAreRefused(text: String) {
        #expect(throws: CoreError(.malformedIdentifier, "")) { let _: ClauseID = try ClauseID(text) }
        #expect(GroupID(text) == nil)
    }

    @Test func namesOrderByTheirBytes() throws {
        let texts = ["b", "a-b", "a.b", "a", "a0", "10", "9"]
        let names: [AgencyID] = try texts.map { try AgencyID($0) }
        #expect(names.sorted().map(\.text) == ["10", "9", "a", "a-b", "a.b", "a0", "b"])
    }

    @Test func errorsNameTheInput() {
        let error = #expect(throws: CoreError.self) { let _: AgencyID = try AgencyID("King County") }
        #expect(
            error?.description
                == "malformed-identifier: `King County` is no agency name: use 1 to 64 of a-z, 0-9, `-`, `.`")
    }

    @Test func digestsKeepTheirBytesAndOrder() throws {
        var random = SeededRandom(seed: 1)
        let digests = try (0..<200).map { _ in try Digest(bytes: random.bytes(32)) }
        for digest in digests {
            #expect(try Digest(bytes: digest.bytes) == digest)
            #expect(digest.description == Hex.encode(digest.bytes))
        }
        #expect(digests.sorted().map(\.bytes) == digests.map(\.bytes).sorted { $0.lexicographicallyPrecedes($1) })
        #expect(Digest.zero.bytes == [UInt8](repeating: 0, count: 32))
        for count in [0, 31, 33] {
            #expect(throws: CoreError(.malformedIdentifier, "")) { try Digest(bytes: random.bytes(count)) }
        }
    }

    @Test func digestsThatDifferAnywhereDiffer() throws {
        for place in 0..<32 {
            var bytes = [UInt8](repeating: 0, count: 32)
            bytes[place] = 1
            #expect(try Digest(bytes: bytes) != .zero)
            #expect(try Digest(bytes: bytes) > .zero)
        }
    }

    @Test func recordIdsAreVersionFour() throws {
        var random = SeededRandom(seed: 2)
        for _ in 0..<100 {
            let id = RecordID.random(&random)
            #expect(id.bytes[6] >> 4 == 4)
            #expect(id.bytes[8] >> 6 == 2)
            #expect(try RecordID(bytes: id.bytes) == id)
        }
        #expect(RecordID(high: 1, low: 2).description == "00000000000000010000000000000002")
        #expect(throws: CoreError(.malformedIdentifier, "")) { try RecordID(bytes: random.bytes(15)) }
    }

    @Test func handlesHaveFortyEightBits() throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<100 { #expect(Handle.random(&random).value < Handle.limit) }
        #expect(try Handle(0xF3A29C41D7).description == "00f3a29c41d7")
        #expect(throws: CoreError(.malformedIdentifier, "")) { try Handle(1 << 48) }
    }

    @Test func audiencesAreNamedByTheBeginningOfADigest() throws {
        let digest = try Digest(bytes: Array(0..<32))
        #expect(AudienceID(truncating: digest).bytes == Array(0..<16))
        #expect(try AudienceID(bytes: Array(0..<16)) == AudienceID(truncating: digest))
        #expect(throws: CoreError(.malformedIdentifier, "")) { try AudienceID(bytes: Array(0..<17)) }
    }

    @Test func positionsOrderByEpochThenLeaf() {
        let positions = [(1, 0), (1, 9), (2, 0), (2, 1)].map {
            LogPosition(epoch: Epoch(UInt32($0.0)), leaf: LeafIndex(UInt64($0.1)))
        }
        #expect(positions.reversed().sorted() == positions)
        #expect(positions[1].description == "1/9")
    }
}
