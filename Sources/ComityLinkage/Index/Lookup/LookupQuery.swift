/// What a person typed to find somebody, as terms that are looked up one by one. Specs/linkage-index.md#lookup-terms
struct LookupQuery {
    /// One word or number; it meets a row in one of several ways.
    struct Term {
        /// A word of a name; nil for what is a number only.
        var word: [UInt8]?
        /// The whole value of a field of a kind.
        var wholes: [(kind: LookupKeys.Kind, value: [UInt8])] = []

        /// The keys of which a row must have one to meet the term, and whether the row then meets it exactly.
        /// Complexity: O(bytes).
        var keys: [(hash: UInt64, isExact: Bool)] {
            var keys = wholes.map { (hash: LookupKeys.key($0.kind, $0.value), isExact: true) }
            for whole in wholes where whole.kind == .phone && whole.value.count >= LookupKeys.endDigits {
                keys.append((LookupKeys.key(.phoneEnd, whole.value.suffix(LookupKeys.endDigits)), false))
            }
            word?.withUnsafeBufferPointer { word in
                if word.count > 1 { LookupKeys.forEachWordKey(word) { keys.append(($1, $0 == .word)) } }
            }
            return keys
        }
    }

    /// Terms that are looked up; more say nothing new.
    private static let longest = 8
    /// Bytes of a text that are read.
    private static let textBytes = 512
    /// Digits from which a word may be a number or a date.
    private static let fewDigits = 3

    private(set) var terms: [Term] = []

    /// Complexity: O(bytes).
    init(_ text: String) {
        let text = String(decoding: text.utf8.prefix(Self.textBytes), as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let numbers = words.filter(Self.isNumber)
        if !numbers.isEmpty, words.count > 1 { append(Term(wholes: Self.wholes(text))) }
        for number in numbers {
            let name = number.contains(where: \.isLetter) ? Self.names(number).first : nil
            append(Term(word: name, wholes: Self.wholes(number)))
        }
        let names = words.filter { !Self.isNumber($0) }.joined(separator: " ")
        for name in Self.names(names) { append(Term(word: name)) }
    }

    private mutating func append(_ term: Term) {
        guard terms.count < Self.longest, term.word != nil || !term.wholes.isEmpty else { return }
        terms.append(term)
    }

    private static func isNumber(_ word: String) -> Bool {
        word.contains("@") || word.count(where: \.isNumber) >= fewDigits
    }

    /// What a text may be as a whole.
    private static func wholes(_ text: String) -> [(kind: LookupKeys.Kind, value: [UInt8])] {
        if text.contains("@") { return value(text, .email, .address) }
        let document = value(text, .documentID, .document)
        if text.contains(where: \.isLetter) { return document }
        return value(text, .phone, .phone) + document + value(text, .dateOfBirth, .date)
    }

    private static func value(
        _ text: String, _ field: FieldKind, _ kind: LookupKeys.Kind
    ) -> [(kind: LookupKeys.Kind, value: [UInt8])] {
        Standardisation.value(text, kind: field).map { [(kind, $0)] } ?? []
    }

    private static func names(_ text: String) -> [[UInt8]] {
        (Standardisation.value(text, kind: .fullName) ?? []).split(separator: 0x20).map { Array($0) }
    }
}
