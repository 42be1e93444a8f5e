import ComityCore
import ComityCrypto
import ComityMerkle
import Testing

@Suite struct SignedNoteTests {
    /// The example of C2SP signed-note.
    private let example = """
        Ognuno sta solo sul cuor della terra
        trafitto da un raggio di sole:

        ed è subito sera.

        — quasimodo.example/salvatore \
        NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

        """

    @Test func theExampleOfTheFormatIsRead() throws {
        let note = try SignedNote(parsing: Array(example.utf8))
        #expect(note.text.hasSuffix("sole:\n\ned è subito sera.\n"))
        #expect(note.signatures.map(\.name) == ["quasimodo.example/salvatore"])
        #expect(note.signatures[0].keyID == 0x367B_A04B)
        #expect(note.signatures[0].bytes.count == 64)
        #expect(note.encoded == Array(example.utf8))
    }

    static let refusals: [(why: String, note: String)] = [
        ("nothing", ""),
        ("no signatures", "text\n\n"),
        ("no blank line", "text\n— a AAAAAAA=\n"),
        ("no text", "\n\n— a AAAAAAA=\n"),
        ("last newline missing", "text\n\n— a AAAAAAA="),
        ("hyphen for the dash", "text\n\n- a AAAAAAA=\n"),
        ("two spaces", "text\n\n— a  AAAAAAA=\n"),
        ("trailing space", "text\n\n— a AAAAAAA= \n"),
        ("no signature", "text\n\n— a\n"),
        ("empty name", "text\n\n—  AAAAAAA=\n"),
        ("plus in the name", "text\n\n— a+b AAAAAAA=\n"),
        ("a Unicode space in the name", "text\n\n— a\u{2003}b AAAAAAA=\n"),
        ("base64 without padding", "text\n\n— a AAAAAAA\n"),
        ("base64 with bits left over", "text\n\n— a AAAAAAB=\n"),
        ("only a key id", "text\n\n— a AAAAAA==\n"),
        ("a tab", "te\txt\n\n— a AAAAAAA=\n"),
        ("a carriage return", "text\r\n\n— a AAAAAAA=\n"),
        ("a NUL", "te\u{0}xt\n\n— a AAAAAAA=\n"),
        ("one key twice", "text\n\n— a AAAAAAA=\n— a AAAAAAA=\n"),
        ("a mark that joins the newline", "text\n\n— a AAAAAAA=\n\u{301}\n"),
    ]

    @Test(arguments: refusals)
    func whatIsNoNoteIsRefused(why: String, note: String) {
        #expect(throws: MerkleError(.malformedNote, ""), "\(why)") { try SignedNote(parsing: Array(note.utf8)) }
    }

    @Test func bytesThatAreNotTextAreRefused() {
        #expect(throws: MerkleError(.malformedNote, "")) {
            try SignedNote(parsing: [0xC3, 0x0A] + Array("\n— a AAAAAAA=\n".utf8))
        }
    }

    @Test func limitsComeBeforeParsing() {
        let long = [UInt8](repeating: 0x61, count: SignedNote.limitBytes + 1)
        #expect(throws: MerkleError(.limitExceeded, "")) { try SignedNote(parsing: long) }
        let crowd = "text\n\n" + (0...SignedNote.signatureLimit).map { "— a\($0) AAAAAAA=\n" }.joined()
        #expect(throws: MerkleError(.limitExceeded, "")) { try SignedNote(parsing: Array(crowd.utf8)) }
    }

    @Test func everyTruncationIsRefused() {
        let bytes = Array(example.utf8)
        for count in 0..<bytes.count {
            #expect(throws: MerkleError.self) { try SignedNote(parsing: Array(bytes[..<count])) }
        }
    }

    @Test func whatIsReadIsWrittenBack() {
        var random = SeededRandom(seed: 11)
        let alphabet = Array("a\n— A=+.\u{E9}".utf8)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in alphabet.randomElement(using: &random)!
            }
            let tail = Bool.random(using: &random) ? Array("\n\n— a AAAAAAA=\n".utf8) : []
            guard let note = try? SignedNote(parsing: bytes + tail) else { continue }
            #expect(note.encoded == bytes + tail)
        }
    }
}
