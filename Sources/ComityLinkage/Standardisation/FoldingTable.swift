/// The Latin spelling of letters, by ranges of code points. Lower case only where the caller lowers first.
/// Own work from the code charts; see Specs/linkage-model.md#folding for the rules that it follows.
enum FoldingTable {
    static func spelling(_ point: UInt32) -> String? {
        switch point {
        case 0xC0...0x17F: latin[Int(point - 0xC0)]
        case 0x300...0x36F: ""
        case 0x2018, 0x2019, 0x201B, 0x2BC, 0x2BB, 0x2BE, 0x2BF, 0x2CB, 0xB4: "'"
        case 0x1A0, 0x1A1: "o"
        case 0x1AF, 0x1B0: "u"
        case 0x218, 0x219: "s"
        case 0x21A, 0x21B: "t"
        case 0x18F, 0x259: "a"
        case 0x3AC...0x3CE: greek[Int(point - 0x3AC)]
        case 0x430...0x45F: cyrillic[Int(point - 0x430)]
        case 0x1E00...0x1EFF: extended(point)
        default: nil
        }
    }

    /// Vietnamese vowels and the German capital sharp s; the rest of the block is rare in names.
    private static func extended(_ point: UInt32) -> String? {
        switch point {
        case 0x1EA0...0x1EB7: "a"
        case 0x1EB8...0x1EC7: "e"
        case 0x1EC8...0x1ECB: "i"
        case 0x1ECC...0x1EE3: "o"
        case 0x1EE4...0x1EF1: "u"
        case 0x1EF2...0x1EF9: "y"
        case 0x1E9E: "ss"
        default: nil
        }
    }

    private static func table(_ words: String) -> [String] {
        words.split(separator: " ").map { $0 == "." ? "" : String($0) }
    }

    /// U+00C0 to U+017F.
    private static let latin = table(
        """
        a a a a a a ae c e e e e i i i i d n o o o o o . o u u u u y th ss \
        a a a a a a ae c e e e e i i i i d n o o o o o . o u u u u y th y \
        a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h \
        i i i i i i i i i i ij ij j j k k k l l l l l l l l l l n n n n n n n n n \
        o o o o o o oe oe r r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u \
        w w y y y z z z z z z s
        """)

    /// U+03AC to U+03CE.
    private static let greek = table(
        "a e i i y a v g d e z i th i k l m n x o p r s s t y f ch ps o i y o y o")

    /// U+0430 to U+045F.
    private static let cyrillic = table(
        """
        a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch . y . e yu ya \
        e e dj g e z i i j lj nj c k i u dz
        """)
}
