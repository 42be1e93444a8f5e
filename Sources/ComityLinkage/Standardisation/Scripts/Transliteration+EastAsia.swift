/// Japanese, Korean and Chinese. Specs/linkage-model.md#scripts
extension Transliteration {
    /// Katakana as hiragana; a small ya, yu or yo changes the syllable before, a small tsu doubles the next consonant,
    /// and the mark of a long vowel is left out.
    mutating func kana() {
        let kana = hiragana(point(0))
        guard kana != 0 else { return put("") }
        if kana == 0x3063 { return doubled() }
        let syllable = Kana.syllable(kana)
        guard let glide = Kana.glide(hiragana(point(1))), syllable.hasSuffix("i"), syllable.count > 1 else {
            return put(syllable)
        }
        let stem = syllable.dropLast()
        let isSoft = stem == "sh" || stem == "ch" || stem == "j"
        put(stem + (isSoft ? "" : "y") + glide, scalars: 2)
    }

    private mutating func doubled() {
        let next = hiragana(point(1))
        place += 1
        if next != 0, let first = Kana.syllable(next).utf8.first, !"aeiou".utf8.contains(first) { folded.append(first) }
    }

    /// The point of the same hiragana, 0 if it is none.
    private func hiragana(_ point: UInt32) -> UInt32 {
        switch point {
        case 0x3041...0x3096: point
        case 0x30A1...0x30F6: point - 0x60
        default: 0
        }
    }

    /// A run of syllables: in a full name of two to four the first is the family name.
    mutating func hangul() {
        var run = 0
        while (0xAC00...0xD7A3).contains(point(run)) { run += 1 }
        let hasFamily = role == .full && (2...4).contains(run) || role == .family && run == 1
        if hasFamily {
            put(Hangul.family(point(0)))
            if run > 1 { folded.append(0x20) }
        }
        for _ in (hasFamily ? 1 : 0)..<run { put(Hangul.syllable(point(0))) }
    }

    /// The characters themselves; in a full name of two to four a space behind the family name.
    mutating func han() {
        var run = 0
        while (0x4E00...0x9FFF).contains(point(run)) { run += 1 }
        let isWhole = role == .full && !isDotted && (2...4).contains(run)
        let family = isWhole ? Han.familyCount(Array(points[place..<place + run])) : 0
        for number in 0..<run {
            if number == family, family > 0 { folded.append(0x20) }
            put(Unicode.Scalar(point(0)).map { String($0) } ?? "")
        }
    }
}
