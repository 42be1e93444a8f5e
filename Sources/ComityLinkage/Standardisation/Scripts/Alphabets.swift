/// Latin spellings of alphabets, by code point. Own work from the code charts. Specs/linkage-model.md#scripts
enum Alphabets {
    /// U+0430 to U+045F by ``FoldingTable``, then the further letters of the Turkic and Iranian languages.
    static func cyrillic(_ point: UInt32, isUkrainian: Bool) -> String? {
        switch point {
        case 0x433 where isUkrainian: "h"
        case 0x438 where isUkrainian: "y"
        case 0x430...0x45F: FoldingTable.spelling(point)
        case 0x491: "g"
        case 0x493: "gh"
        case 0x497: "zh"
        case 0x49B: "q"
        case 0x4A3: "ng"
        case 0x4AF, 0x4B1, 0x4EF: "u"
        case 0x4B3, 0x4BB: "h"
        case 0x4B7: "ch"
        case 0x4D9: "a"
        case 0x4E3: "i"
        case 0x4E9: "o"
        default: nil
        }
    }

    /// U+0561 to U+0587.
    static let armenian = words(
        "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts w p k o f ev")

    /// U+10D0 to U+10F0.
    static let georgian = words("a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h")

    /// U+05D0 to U+05EA within a word; see `hebrew` for its beginning and end.
    static let hebrew = words("a v g d h w z h t y kh kh l m m n n s . f p ts ts k r sh t")

    /// U+0621 to U+063A, and U+0641 to U+064A.
    static let arabic = words(". a a w i y a b a t th j h kh d dh r z s sh s d t z . gh")
    static let arabicSecond = words("f q k l m n h w a y")

    /// Letters of Persian, Urdu and Pashto.
    static func persian(_ point: UInt32) -> String? {
        switch point {
        case 0x64E, 0x670, 0x671: "a"
        case 0x64F: "u"
        case 0x650: "i"
        case 0x640, 0x64B...0x65F: ""
        case 0x660...0x669: String(point - 0x660)
        case 0x679, 0x67C: "t"
        case 0x67E: "p"
        case 0x681: "dz"
        case 0x685: "ts"
        case 0x686: "ch"
        case 0x688, 0x689: "d"
        case 0x691, 0x693: "r"
        case 0x698, 0x696: "zh"
        case 0x69A: "sh"
        case 0x6A9: "k"
        case 0x6AF, 0x6AB: "g"
        case 0x6BA, 0x6BC: "n"
        case 0x6BE, 0x6C0, 0x6C1, 0x6C3: "h"
        case 0x6CC, 0x6CD: "y"
        case 0x6D0, 0x6D2: "e"
        case 0x6F0...0x6F9: String(point - 0x6F0)
        default: nil
        }
    }

    static func words(_ text: String) -> [String] {
        text.split(separator: " ").map { $0 == "." ? "" : String($0) }
    }
}
