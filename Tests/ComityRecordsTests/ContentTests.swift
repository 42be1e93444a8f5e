import ComityCore
import ComityRecords
import Testing

@Suite struct ContentTests {
    @Test func anExampleEncodesAsTheSpecSays() throws {
        var provenance = Provenance()
        provenance.method = .document
        let content = Content(
            type: .person,
            fields: [
                Field(.tlp, .text("AMBER")),
                Field(.dob, .date(try #require(PartialDate(year: 1985, month: 3)))),
                Field(.names, .composite(of: [Component(2, .text("Ruiz")), Component(1, .text("Ana"))])),
            ], defaultProvenance: provenance)
        content.checkInvariants()
        #expect(
            Hex.encode(content.encoded)
                == "a3010102a30181a20163416e6102645275697a0281831907c103f61843816" + "5414d42455203a10402")
        #expect(try Content(decoding: content.encoded) == content)
    }

    @Test func claimsAreASetInCanonicalOrder() throws {
        let left = Field(9, claims: [Claim(.text("ROU")), Claim(.text("BG")), Claim(.text("BG"))])
        let right = Field(9, claims: [Claim(.text("BG")), Claim(.text("ROU"))])
        #expect(left == right)
        #expect(left.claims.map(\.value) == [.text("BG"), .text("ROU")])
    }

    @Test func unknownFieldsAndFormsAreKeptByteForByte() throws {
        // Type 99; field 5 a byte string, field 1000 a map with text keys, an array of four and a null.
        let bytes = try Hex.decode("a2011863" + "02a2" + "05814201ff" + "1903e883" + "8401020304" + "a1616101" + "f6")
        let content = try Content(decoding: bytes)
        #expect(content.encoded == bytes)
        #expect(content[1000].count == 3)
    }

    @Test(arguments: [
        ("a20101", "truncated"),
        ("a1 0101", "2 or 3 entries"),
        ("a2 0201 01a0", "expected key 1"),
        ("a2 0101 02a1 0180", "has no claim"),
        ("a2 0101 02a2 0281 01 0181 01", "follows"),
        ("a2 0101 02a1 0182 6162 6161", "ascending"),
        ("a2 0101 02a1 0182 6161 6161", "ascending"),
        ("a2 0101 02a1 0181 83 1907c1 0d f6", "no date"),
        ("a2 0101 02a1 0181 83 1907c1 02 181e", "no date"),
        ("a2 0101 02a1 0181 83 f6f6f6", "no date"),
        ("a2 0101 02a1 0181 a1 01 a1 01 a1 01 a1 01 01", "nest deeper"),
        ("a2 0101 02a1 0181 82 01 a1 0001", "no key 0"),
        ("a2 0101 02a1 0181 82 01 a1 08 1865", "limit of 100"),
        ("a2 0101 02a0 00", "follow the last item"),
    ])
    func malformedContentsAreRefused(hex: String, reason: String) throws {
        let bytes = try Hex.decode(hex.filter { $0 != " " })
        #expect { try Content(decoding: bytes) } throws: { error in
            guard let error = error as? RecordError else { return false }
            return error == RecordError(.malformedStatement, "")
                && (reason == "truncated" || error.reason.contains(reason))
        }
    }
}
