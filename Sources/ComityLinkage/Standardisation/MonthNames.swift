/// Months as words of English, German, Dutch, French, Spanish, Italian, Portuguese and the Nordic languages, by their
/// beginnings. Specs/linkage-model.md#dates
enum MonthNames {
    /// The month that a word of the text names, from 1. Complexity: O(bytes).
    static func month(in folded: [UInt8]) -> Int? {
        for word in folded.split(whereSeparator: { $0 &- 0x61 >= 26 }) where word.count >= 3 {
            for (beginning, month) in beginnings where word.starts(with: beginning) { return month }
        }
        return nil
    }

    /// The longer beginnings first.
    private static let beginnings: [([UInt8], Int)] = [
        ("juin", 6), ("juil", 7), ("jan", 1), ("ene", 1), ("gen", 1), ("feb", 2), ("fev", 2), ("mar", 3), ("mrz", 3),
        ("maa", 3), ("mae", 3), ("apr", 4), ("avr", 4), ("abr", 4), ("may", 5), ("mai", 5), ("mag", 5), ("mei", 5),
        ("maj", 5), ("jun", 6), ("giu", 6), ("jul", 7), ("lug", 7), ("aug", 8), ("aou", 8), ("ago", 8), ("sep", 9),
        ("set", 9), ("oct", 10), ("okt", 10), ("ott", 10), ("out", 10), ("nov", 11), ("dec", 12), ("dez", 12),
        ("dic", 12), ("des", 12),
    ].map { (Array($0.0.utf8), $0.1) }
}
