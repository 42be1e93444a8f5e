/// Telephone numbers in one spelling for national and international writing. Specs/linkage-model.md#codes
enum PhoneStandard {
    /// Digits that tell numbers apart once country code and trunk zeros are gone; no country has longer ones.
    private static let digitCount = 10
    /// Digits of the longest country code.
    private static let longestCode = 3

    /// The last ten digits of the national number without leading zeros; an extension is left out.
    static func phone(_ folded: [UInt8]) -> [UInt8] {
        let digits = Array(withoutExtension(folded).filter(Words.isDigit))
        let national = isInternational(folded, digits) ? withoutCode(digits.drop { $0 == 0x30 }) : digits[...]
        return Array(national.drop { $0 == 0x30 }.suffix(digitCount))
    }

    /// Behind five digits at least, what follows an x or a word that begins with it, such as `ext`.
    private static func withoutExtension(_ folded: [UInt8]) -> ArraySlice<UInt8> {
        var digits = 0
        for place in folded.indices {
            if Words.isDigit(folded[place]) { digits += 1 }
            let next = place + 1 < folded.count ? folded[place + 1] : 0
            let isMark = folded[place] == 0x78 || folded[place] == 0x65 && next == 0x78
            if isMark, digits >= 5 { return folded[..<place] }
        }
        return folded[...]
    }

    /// A plus before the first digit, or two zeros at the beginning.
    private static func isInternational(_ folded: [UInt8], _ digits: [UInt8]) -> Bool {
        let plus = folded.firstIndex(of: 0x2B) ?? folded.count
        let first = folded.firstIndex(where: Words.isDigit) ?? folded.count
        return plus < first || digits.starts(with: [0x30, 0x30])
    }

    private static func withoutCode(_ digits: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = digits.first, digits.count > longestCode else { return digits }
        if first == 0x31 || first == 0x37 { return digits.dropFirst() }
        let second = digits[digits.startIndex + 1]
        return digits.dropFirst(shortCodes.contains([first, second]) ? 2 : longestCode)
    }

    /// The country codes of two digits; those of one are 1 and 7, all others have three. ITU-T E.164.
    private static let shortCodes = Set(
        """
        20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 \
        90 91 92 93 94 95 98
        """.split(separator: " ").map { Array($0.utf8) })
}
