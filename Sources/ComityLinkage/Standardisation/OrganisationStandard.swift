/// Organisations: words in order, without articles and conjunctions, and without the legal form unless nothing else is
/// left. Specs/linkage-model.md#organisations
enum OrganisationStandard {
    static func organisation(_ folded: [UInt8]) -> [UInt8] {
        let words = Words.split(withoutDots(folded))
        let short = withoutPhrases(words)
        let kept = short.filter { !legalForms.contains(Array($0)) && !fillers.contains(Array($0)) }
        return Words.join(kept.isEmpty ? words : kept)
    }

    /// A dot behind a single letter and before another one joins them: `l.l.c.` is `llc`, `j.p. morgan` is `jp morgan`.
    private static func withoutDots(_ folded: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        var isSingle = false
        for place in folded.indices {
            let byte = folded[place]
            let next = place + 1 < folded.count ? folded[place + 1] : 0
            if byte == 0x2E, isSingle, Words.isLetter(next) { continue }
            let isFirst = place == 0 || !Words.isWordByte(folded[place - 1])
            isSingle = Words.isLetter(byte) && (isFirst || place > 0 && folded[place - 1] == 0x2E)
            kept.append(byte)
        }
        return kept
    }

    /// The words without legal forms that are several words, the longest first.
    private static func withoutPhrases(_ words: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
        var kept: [ArraySlice<UInt8>] = []
        var place = 0
        while place < words.count {
            if let length = phraseLength(words[place...]) {
                place += length
            } else {
                kept.append(words[place])
                place += 1
            }
        }
        return kept
    }

    private static func phraseLength(_ words: ArraySlice<ArraySlice<UInt8>>) -> Int? {
        let length = phrases.first { phrase in
            phrase.count <= words.count && zip(phrase, words).allSatisfy { $0.elementsEqual($1) }
        }
        return length?.count
    }

    private static func set(_ words: String) -> Set<[UInt8]> {
        Set(words.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) })
    }

    private static let fillers = set("the and und et of der die das le les la y e mv")

    private static let legalForms = set(
        """
        ltd limited llc llp lp plc inc incorporated corp corporation co company cic gmbh mbh ag kg kgaa ohg ug gbr \
        se sa sarl sas sasu sl slu srl spa snc sapa nv bv vof cv ab hb as asa aps oy oyj sp zoo spzoo kft zrt nyrt doo \
        dd ad ead ood eood ooo oao zao pao ao ojsc jsc pjsc cjsc too tov tob pt tbk bhd sdn pty pte pvt kk gk ltda \
        eireli sac saa cia na aktiengesellschaft gesellschaft aktiebolag osakeyhtio aktieselskab anonim sirketi sti tic
        """)

    private static let phrases = [
        "obshchestvo s ogranichennoy otvetstvennostyu", "publichnoe aktsionernoe obshchestvo",
        "otkrytoe aktsionernoe obshchestvo", "zakrytoe aktsionernoe obshchestvo", "aktsionernoe obshchestvo",
        "tovarystvo z obmezhenoyu vidpovidalnistyu", "gesellschaft mit beschrankter haftung",
        "sociedad de responsabilidad limitada", "societe a responsabilite limitee",
        "societa a responsabilita limitata", "societatea cu raspundere limitata", "societate cu raspundere limitata",
        "spolka z ograniczona odpowiedzialnoscia", "public joint stock company", "open joint stock company",
        "closed joint stock company", "joint stock company", "limited liability partnership",
        "limited liability company", "public limited company", "sociedad anonima", "sociedade anonima",
        "societe anonyme", "societa per azioni", "besloten vennootschap", "naamloze vennootschap",
        "perseroan terbatas", "limited partnership", "sp z o o", "national association",
    ].map { $0.split(separator: " ").map { Array($0.utf8) } }.sorted { $0.count > $1.count }
}
