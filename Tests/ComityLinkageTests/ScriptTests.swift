import ComityLinkage
import Testing

/// Names of other scripts in Latin, and where they meet Latin spellings of the same name.
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

    @Test(arguments: [
        (FieldKind.givenName, "محمد", "Mohammed", "alike"), (.givenName, "يوسف", "Youssef", "alike"),
        (.givenName, "علي", "Ali", "alike"), (.givenName, "יוסף", "Josef", "alike"), (.surname, "王", "Wang", "alike"),
        (.givenName, "Дмитрий", "Dimitri", "alike"), (.fullName, "习近平", "Xi Jinping", "alike"),
        (.fullName, "贝拉克·奥巴马", "Barack Obama", "alike"), (.fullName, "ბარაკ ობამა", "Barack Obama", "near"),
        (.fullName, "Шевченко Тарас", "Taras Shevchenko", "exact"), (.fullName, "김정은", "Kim Jong-un", "near"),
        (.givenName, "伟", "玮", "alike"), (.givenName, "近平", "近朋", "else"), (.surname, "王", "李", "else"),
        (.surname, "王", "Li", "else"), (.givenName, "محمد", "Mahdi", "else"), (.givenName, "يوسف", "Yasin", "else"),
    ])
    func spellingsOfOneNameMeet(_ field: FieldKind, _ left: String, _ right: String, _ expected: String) throws {
        let kind = try #require(field.comparisonKind)
        let one = try #require(Standardisation.value(left, kind: field))
        let other = try #require(Standardisation.value(right, kind: field))
        let level = one.withUnsafeBufferPointer { one in
            other.withUnsafeBufferPointer { CellComparer().level(kind, one, $0) }
        }
        #expect(kind.levelNames[Int(level) - 1] == expected)
    }

    private func spelling(_ text: String, _ kind: FieldKind) -> String? {
        Standardisation.value(text, kind: kind).map { String(decoding: $0, as: UTF8.self) }
    }
}
