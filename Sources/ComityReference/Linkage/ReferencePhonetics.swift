/// Soundex and NYSIIS in the words of their rules, slow and obvious. Specs/linkage-model.md#twins
///
/// They share no code with ComityLinkage, whose fast versions must give the same letters.
package enum ReferencePhonetics {
    /// American Soundex of a word of `a` to `z`: the first letter and three digits.
    package static func soundex(_ word: String) -> String {
        guard let first = word.first else { return "" }
        var code = [first]
        var last = digit(first)
        for letter in word.dropFirst() where letter != "h" && letter != "w" {
            let next = digit(letter)
            if let next, next != last { code.append(next) }
            last = next
        }
        return String((code + ["0", "0", "0"]).prefix(4))
    }

    private static func digit(_ letter: Character) -> Character? {
        let groups: [(String, Character)] = [
            ("bfpv", "1"), ("cgjkqsxz", "2"), ("dt", "3"), ("l", "4"), ("mn", "5"), ("r", "6"),
        ]
        return groups.first { $0.0.contains(letter) }?.1
    }

    /// NYSIIS of a word of `a` to `z`: the first eight letters of the code.
    package static func nysiis(_ word: String) -> String {
        guard !word.isEmpty else { return "" }
        var letters = Array(ending(beginning(word)))
        var code = [letters[0]]
        var place = 1
        while place < letters.count {
            rewrite(&letters, place)
            if letters[place] != code.last { code.append(letters[place]) }
            place += 1
        }
        return String(trimmed(code).prefix(8))
    }

    private static func beginning(_ word: String) -> String {
        for (old, new) in [("mac", "mcc"), ("kn", "nn"), ("k", "c"), ("ph", "ff"), ("pf", "ff"), ("sch", "sss")]
        where word.hasPrefix(old) {
            return new + word.dropFirst(old.count)
        }
        return word
    }

    private static func ending(_ word: String) -> String {
        if word.hasSuffix("ee") || word.hasSuffix("ie") { return word.dropLast(2) + "y" }
        for end in ["dt", "rt", "rd", "nt", "nd"] where word.hasSuffix(end) { return word.dropLast(2) + "d" }
        return word
    }

    /// One letter, and those behind it where a rule is about several.
    private static func rewrite(_ letters: inout [Character], _ place: Int) {
        let rest = String(letters[place...])
        func put(_ text: String) { letters.replaceSubrange(place..<place + text.count, with: text) }
        if rest.hasPrefix("ev") { return put("af") }
        if isVowel(letters[place]) { return put("a") }
        for (old, new) in [("q", "g"), ("z", "s"), ("m", "n"), ("kn", "nn"), ("k", "c"), ("sch", "sss"), ("ph", "ff")]
        where rest.hasPrefix(old) {
            return put(new)
        }
        let before = letters[place - 1]
        let after = place + 1 < letters.count ? letters[place + 1] : "-"
        if letters[place] == "h", !isVowel(before) || !isVowel(after) { return put(String(before)) }
        if letters[place] == "w", isVowel(before) { put(String(before)) }
    }

    private static func trimmed(_ code: [Character]) -> [Character] {
        var code = code
        if code.count > 1, code.last == "s" { code.removeLast() }
        if code.count > 2, code.suffix(2) == ["a", "y"] {
            code.removeLast(2)
            code.append("y")
        } else if code.count > 1, code.last == "a" {
            code.removeLast()
        }
        return code
    }

    private static func isVowel(_ letter: Character) -> Bool { "aeiou".contains(letter) }
}
