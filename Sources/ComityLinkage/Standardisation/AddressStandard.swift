/// Street names: words in order, common words for kinds of street in one spelling. Specs/linkage-model.md#addresses
enum AddressStandard {
    static func street(_ folded: [UInt8]) -> [UInt8] {
        Words.join(Words.split(folded).map { abbreviations[Array($0)] ?? $0 })
    }

    private static let abbreviations: [[UInt8]: ArraySlice<UInt8>] = {
        let words = """
            street st strasse str road rd avenue ave av ave lane ln drive dr court ct place pl boulevard blvd \
            terrace ter crescent cres circuit cct close cl parade pde square sq highway hwy apartment apt north \
            n south s east e west w
            """.split(whereSeparator: \.isWhitespace)
        var table: [[UInt8]: ArraySlice<UInt8>] = [:]
        for place in stride(from: 0, to: words.count - 1, by: 2) {
            table[Array(words[place].utf8)] = Array(words[place + 1].utf8)[...]
        }
        return table
    }()
}
