import ComityLinkage
import Testing

/// Names of other scripts in Latin.
@Suite struct ScriptTests {
    @Test(arguments: [
        ("Григорий", "grigoriy"), ("Григорій", "hryhoriy"), ("Қанат", "qanat"), ("Παπαδόπουλος", "papadopoulos"),
        ("Μπέκας", "bekas"), ("Εύα", "eva"), ("Հովհաննես", "hovhannes"), ("Բարու", "baru"), ("ბარაკ", "barak"),
        ("יוסף", "ywsf"), ("שרה", "shra"), ("עלי", "aly"), ("محمد", "mhmd"), ("السيسي", "sysy"), ("الله", "allah"),
        ("علي", "aly"), ("پزشکیان", "pzshkyan"), ("१२", "12"), ("नरेन्द्र", "narendr"), ("मोदी", "modi"),
        ("রহমান", "rahaman"), ("สมชาย", "smchay"), ("เอก", "oek"), ("しんじ", "shinji"), ("キョウコ", "kyouko"),
        ("ベッカー", "bekka"), ("정은", "jeongeun"), ("Ｊｏｈｎ", "john"), ("王伟", "王伟"), ("e\u{301}va", "eva"),
        ("مسعو\u{200C}د", "mswd"), ("«Anna»", "anna"),
    ])
    func lettersHaveOneLatinSpelling(_ text: String, _ expected: String) {
        #expect(spelling(text, .givenName) == expected)
    }

    @Test(arguments: [
        ("김정은", "jeongeun kim"), ("习近平", "习 近平"), ("欧阳修文", "修文 欧阳"), ("贝拉克·奥巴马", "奥巴马 贝拉克"), ("이", "i"),
    ])
    func familyNamesStandFirstInFullNames(_ text: String, _ expected: String) {
        #expect(spelling(text, .fullName) == expected)
    }

    @Test func aKoreanFamilyNameIsSpeltAsItsBearersDo() {
        #expect(spelling("이", .surname) == "lee")
        #expect(spelling("이", .givenName) == "i")
        #expect(spelling("이", .street) == "i")
    }

    /// Every letter of the tables' ranges, alone and between others, in every kind of field.
    @Test func noLetterIsTooMuch() {
        let ranges: [ClosedRange<UInt32>] = [
            0x80...0x17FF, 0x1C00...0x33FF, 0x4E00...0x4EFF, 0xAC00...0xACFF, 0xD780...0xD7FF,
            0xF900...0xFFFF, 0x1F600...0x1F60F,
        ]
        for point in ranges.joined() {
            guard let scalar = Unicode.Scalar(point) else { continue }
            for text in ["\(scalar)", "a\(scalar)b \(scalar)"] {
                for kind in [FieldKind.fullName, .surname, .givenName, .organisation, .dateOfBirth, .phone] {
                    let value = Standardisation.value(text, kind: kind) ?? [0]
                    #expect(!value.isEmpty && value.count <= 32 && !value.contains(Standardisation.separator))
                }
            }
        }
    }

    @Test func longNamesAreComparedByTheirBeginning() {
        let long = Array(String(repeating: "anna maria ", count: 60).utf8)
        let other = Array(String(repeating: "maria anna ", count: 60).utf8)
        let level = long.withUnsafeBufferPointer { one in
            other.withUnsafeBufferPointer { CellComparer().level(.fullName, one, $0) }
        }
        #expect(level == 2)
    }

    private func spelling(_ text: String, _ kind: FieldKind) -> String? {
        Standardisation.value(text, kind: kind).map { String(decoding: $0, as: UTF8.self) }
    }
}
