import ComityCore
import Testing

@Suite struct HexTests {
    @Test func hexReadsWhatItWrites() throws {
        var random = SeededRandom(seed: 1)
        for count in 0..<40 {
            let bytes = random.bytes(count)
            #expect(try Hex.decode(Hex.encode(bytes)) == bytes)
            #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }
}
