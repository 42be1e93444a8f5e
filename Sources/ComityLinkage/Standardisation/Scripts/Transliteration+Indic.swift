/// The scripts of India, whose blocks have the same letters in the same places, and Thai.
/// Specs/linkage-model.md#scripts
extension Transliteration {
    /// A consonant is followed by a, unless a vowel sign or a virama says otherwise or the word ends.
    mutating func indic(_ point: UInt32) {
        let offset = point & 0x7F
        switch offset {
        case 0x05...0x14: put(IndicTable.vowels[Int(offset - 0x05)])
        case 0x15...0x39: put(IndicTable.consonants[Int(offset - 0x15)] + inherentVowel)
        case 0x3E...0x4C: put(IndicTable.signs[Int(offset - 0x3E)])
        case 0x01, 0x02: put("n")
        case 0x03: put("h")
        case 0x66...0x6F: put(String(offset - 0x66))
        default: put("")
        }
    }

    private var inherentVowel: String {
        let next = point(1)
        guard (0x900...0xD7F).contains(next) else { return "" }
        let offset = next & 0x7F
        if offset == 0x3C { return "" }
        return (0x3E...0x4D).contains(offset) ? "" : "a"
    }

    /// A vowel that is written before its consonant is spoken behind it.
    mutating func thai(_ point: UInt32) {
        switch point {
        case 0xE40...0xE44:
            let vowel = ThaiTable.leading[Int(point - 0xE40)]
            let next = self.point(1)
            guard (0xE01...0xE2E).contains(next) else { return put(vowel) }
            put(ThaiTable.consonants[Int(next - 0xE01)] + vowel, scalars: 2)
        case 0xE01...0xE2E: put(ThaiTable.consonants[Int(point - 0xE01)])
        case 0xE30...0xE39: put(ThaiTable.vowels[Int(point - 0xE30)])
        default: put("")
        }
    }
}

/// Offsets of a block of 128 points. Own work from the code charts.
private enum IndicTable {
    static let vowels = Alphabets.words("a a i i u u ri li e e e ai o o o au")
    static let consonants = Alphabets.words(
        "k kh g gh n ch chh j jh n t th d dh n t th d dh n n p ph b bh m y r r l l l v sh sh s h")
    static let signs = Alphabets.words("a i i u u ri ri e e e ai o o o au")
}

/// U+0E01 on, U+0E30 on, and the vowels that stand first, U+0E40 on. Own work from the code chart.
private enum ThaiTable {
    static let consonants = Alphabets.words(
        """
        k kh kh kh kh kh ng ch ch ch s ch y d t th th th n d t th th th n b p ph f ph f ph m y r rue l lue w s s s h l \
        o h
        """)
    static let vowels = Alphabets.words("a a a am i i ue ue u u")
    static let leading = Alphabets.words("e ae o ai ai")
}
