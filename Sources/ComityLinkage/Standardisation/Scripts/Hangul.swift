/// Latin spellings of Korean syllables: the Revised Romanization letter by letter, and family names as their bearers
/// mostly spell them. Own work. Specs/linkage-model.md#scripts
enum Hangul {
    /// U+AC00 to U+D7A3.
    static func syllable(_ point: UInt32) -> String {
        let index = Int(point - 0xAC00)
        return initials[index / 588] + vowels[index % 588 / 28] + finals[index % 28]
    }

    static func family(_ point: UInt32) -> String { families[point] ?? syllable(point) }

    private static let initials = Alphabets.words("g kk n d tt r m b pp s ss . j jj ch k t p h")
    private static let vowels = Alphabets.words("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
    private static let finals = Alphabets.words(". k k k n n n t l k m l l l p l m p p t t ng t t k t p t")

    private static let families: [UInt32: String] = {
        let words = """
            김 kim 이 lee 박 park 최 choi 정 jung 강 kang 조 cho 윤 yoon 장 jang 임 lim 신 shin 권 kwon 안 ahn 유 yoo 고 ko \
            문 moon 노 noh 곽 kwak 성 sung 주 joo 우 woo 구 koo 엄 um 천 chun 공 kong 현 hyun 염 yum 추 choo 선 sun 명 myung \
            금 keum 육 yook 국 kook 길 kil 방 bang
            """.split(separator: " ")
        var table: [UInt32: String] = [:]
        for place in stride(from: 0, to: words.count - 1, by: 2) {
            if let scalar = words[place].unicodeScalars.first { table[scalar.value] = String(words[place + 1]) }
        }
        return table
    }()
}
