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
}
