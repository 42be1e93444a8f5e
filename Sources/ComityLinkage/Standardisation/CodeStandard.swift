/// Numbers and short codes. Specs/linkage-model.md#codes
enum CodeStandard {
    /// Letters and digits only.
    static func compact(_ folded: [UInt8]) -> [UInt8] { folded.filter(Words.isWordByte) }

    /// Letters and digits without leading zeros.
    static func number(_ folded: [UInt8]) -> [UInt8] {
        let compacted = compact(folded)
        let trimmed = compacted.drop { $0 == 0x30 }
        return trimmed.isEmpty ? compacted : Array(trimmed)
    }

    /// `m`, `f` or the word itself.
    static func sex(_ folded: [UInt8]) -> [UInt8] {
        let word = compact(folded)
        if males.contains(word) { return [0x6D] }
        if females.contains(word) { return [0x66] }
        return word
    }

    /// Without a `+tag` before the at sign; without an at sign the words are kept.
    static func email(_ folded: [UInt8]) -> [UInt8] {
        let trimmed = folded.filter { $0 > 0x20 }
        guard let at = trimmed.lastIndex(of: 0x40), at > 0 else { return Words.join(Words.split(folded)) }
        let name = trimmed[..<at].prefix { $0 != 0x2B }
        return Array(name.isEmpty ? trimmed[..<at] : name) + trimmed[at...]
    }

    private static let males = Set(["m", "male", "man", "masculine", "homme", "hombre", "mann"].map { Array($0.utf8) })
    private static let females = Set(
        ["f", "female", "woman", "feminine", "femme", "mujer", "frau", "w"].map { Array($0.utf8) })
}
