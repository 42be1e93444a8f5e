/// Street names: words in order, common words for kinds of street in one spelling. Specs/linkage-model.md#addresses
enum AddressStandard {
    static func street(_ folded: [UInt8]) -> [UInt8] {
        Words.join(Words.split(folded).map { abbreviations[Array($0)] ?? shortened($0) })
    }

    /// `hauptstrasse` is `hauptstr`, `kerkstraat` is `kerkstr`.
    private static func shortened(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        for (ending, short) in endings where word.count > ending.count {
            guard word.suffix(ending.count).elementsEqual(ending) else { continue }
            return (word.dropLast(ending.count) + short)[...]
        }
        return word
    }

    private static let endings = [("strasse", "str"), ("straat", "str")].map { (Array($0.utf8), Array($1.utf8)) }

    /// A word and its one spelling, by turns, of English, German, Dutch, French, Spanish, Italian, Portuguese, Polish
    /// and Russian addresses.
    static let abbreviations: [[UInt8]: ArraySlice<UInt8>] = {
        let words = """
            street st strasse str straat str road rd avenue ave av ave avenida ave avda ave lane ln drive dr court ct \
            place pl plaza pl platz pl piazza pl praca pl plac pl boulevard blvd bd blvd bulevar blvd bulvar blvd \
            terrace ter crescent cres circuit cct close cl parade pde square sq highway hwy parkway pkwy freeway fwy \
            expressway expy way wy mount mt fort ft apartment apt apto apt building bldg floor fl suite ste north n \
            south s east e west w nord n sud s ost e norte n sur s este e oeste w calle c carrera cra rue r rua r \
            chemin ch impasse imp allee all via v viale vle corso cso largo lgo travessa tv estrada est ulica ul \
            ulitsa ul prospekt pr prospect pr pereulok per strada str laan ln gasse g numero nr number nr no nr
            """.split(whereSeparator: \.isWhitespace)
        var table: [[UInt8]: ArraySlice<UInt8>] = [:]
        for place in stride(from: 0, to: words.count - 1, by: 2) {
            table[Array(words[place].utf8)] = Array(words[place + 1].utf8)[...]
        }
        return table
    }()
}
