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

    private func spelling(_ text: String, _ kind: FieldKind) -> String? {
        Standardisation.value(text, kind: kind).map { String(decoding: $0, as: UTF8.self) }
    }
}
