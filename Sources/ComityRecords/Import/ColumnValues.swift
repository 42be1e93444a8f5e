/// What the values of a column tell where its name does not. Specs/field-map.md#values
struct ColumnValues {
    struct Guess {
        let kind: ColumnKind
        let format: DateFormat?
        /// One line: lower case, without final period.
        let reason: String
    }

    /// How many values must look alike.
    private static let share = 0.8
    /// Where a mistake is easy, nearly all must.
    private static let strictShare = 0.95
    /// Fewer different names may be those of towns.
    private static let leastSurnames = 20
    /// Fewer values tell nothing.
    private static let leastValues = 4

    private let sample: ColumnSample

    init(_ sample: ColumnSample) { self.sample = sample }

    /// An email column is told by its values for every purpose: nothing else looks so.
    var email: Guess? {
        sample.share(Self.isEmail) >= Self.share ? guess(.email, "its values are email addresses") : nil
    }

    /// - Parameter known: kinds that other columns have by their names.
    func guess(besides known: Set<ColumnKind>) -> Guess? {
        if let email { return email }
        guard sample.count >= Self.leastValues else { return nil }
        return date(known) ?? sex ?? birthYear(known) ?? phone ?? postcode ?? name(known) ?? document
    }

    /// Whether the values may be compared as texts: not all different, not all equal, not long.
    var isComparable: Bool {
        guard sample.count >= Self.leastValues, sample.count * 5 >= sample.rowCount else { return false }
        let distinct = Set(sample.cells).count
        let isLong = sample.share { $0.count > 80 } > 0.1
        return distinct > 1 && !isLong && (distinct < sample.count || sample.share(Self.hasLetters) > 0.5)
    }

    private func guess(_ kind: ColumnKind, _ reason: String, format: DateFormat? = nil) -> Guess {
        Guess(kind: kind, format: format, reason: "its name says nothing; \(reason)")
    }

    private func date(_ known: Set<ColumnKind>) -> Guess? {
        guard !known.contains(.dob), !known.contains(.birthYear) else { return nil }
        guard let best = sample.bestFormat(DateFormat.completeCandidates, isWhole: true), best.share >= Self.share
        else {
            return nil
        }
        // A column of dates that nearly all are alike says when files were made, not when people were born.
        guard sample.distinctValueShare > 0.1 else { return nil }
        return guess(.dob, "its values are dates as `\(best.format)`", format: best.format)
    }

    private var sex: Guess? {
        let words = Set(sample.cells.map { String(decoding: $0, as: UTF8.self).lowercased() })
        guard words.count >= 2, words.count <= 6, words.allSatisfy(Self.sexWords.contains) else { return nil }
        return guess(.sex, "its values are words for a sex")
    }

    private func birthYear(_ known: Set<ColumnKind>) -> Guess? {
        guard !known.contains(.dob), !known.contains(.birthYear) else { return nil }
        let isYear = sample.share { $0.count == 4 && Self.number($0).map { (1500...2030).contains($0) } ?? false }
        guard isYear >= Self.strictShare, Set(sample.cells).count > 3 else { return nil }
        return guess(.birthYear, "its values are years")
    }

    private var phone: Guess? {
        let share = sample.share { cell in
            let digits = cell.count(where: Self.isDigit)
            let isMarked =
                cell.first == UInt8(ascii: "+") || cell.first == UInt8(ascii: "0")
                || cell.first == UInt8(ascii: "(") || cell.contains(UInt8(ascii: "-"))
                || cell.contains(UInt8(ascii: " "))
            return (7...15).contains(digits) && isMarked && cell.allSatisfy(Self.isPhoneByte)
        }
        let isDate = sample.bestFormat(DateFormat.completeCandidates, isWhole: true)?.share ?? 0 >= 0.5
        guard share >= Self.share, !isDate else { return nil }
        return guess(.phone, "its values look like telephone numbers")
    }

    private var postcode: Guess? {
        let lengths = Set(sample.cells.map(\.count))
        let share = sample.share { (4...6).contains($0.count) && $0.allSatisfy(Self.isDigit) }
        guard lengths.count <= 2, share >= Self.strictShare, sample.distinctValueShare < 0.9,
            Set(sample.cells).count > 3
        else { return nil }
        return guess(.postcode, "its values are codes of \(lengths.max() ?? 0) digits that repeat")
    }

    private func name(_ known: Set<ColumnKind>) -> Guess? {
        guard sample.share(Self.isName) >= Self.share, Set(sample.cells).count > 3 else { return nil }
        let words = sample.cells.map {
            String(decoding: $0, as: UTF8.self).lowercased().split(whereSeparator: \.isWhitespace)
        }
        let hasGiven = words.count { $0.contains { GivenNames.common.contains(String($0)) } }
        let isGiven = Double(hasGiven) / Double(words.count) >= 0.2
        let isWhole = Double(words.count { $0.count > 1 }) / Double(words.count) >= 0.6
        if isGiven, isWhole, !known.contains(.fullName), !known.contains(.givenName) {
            return guess(.fullName, "its values have a given name among other words")
        }
        if isGiven, !known.contains(.givenName), !known.contains(.fullName) {
            return guess(.givenName, "its values are given names")
        }
        let isAlone = known.isDisjoint(with: [.surname, .fullName]) && known.contains(.givenName)
        let isVaried = Set(sample.cells).count >= Self.leastSurnames || sample.distinctValueShare > 0.5
        guard isAlone, !isGiven, isVaried else { return nil }
        return guess(.surname, "its values are names, and given names stand in another column")
    }

    private var document: Guess? {
        let share = sample.share { cell in
            (6...20).contains(cell.count) && cell.count(where: Self.isDigit) >= 3
                && cell.allSatisfy { Self.isDigit($0) || Self.isLetter($0) || $0 == UInt8(ascii: "-") }
        }
        // All different: a number of the row rather than of the person.
        guard share >= Self.strictShare, sample.distinctValueShare > 0.5, sample.distinctValueShare < 1 else {
            return nil
        }
        return guess(.documentID, "its values are numbers of one form, few of them twice")
    }

    static func number(_ cell: ArraySlice<UInt8>) -> Int? {
        cell.allSatisfy(isDigit) ? Int(String(decoding: cell, as: UTF8.self)) : nil
    }

    static func isEmail(_ cell: ArraySlice<UInt8>) -> Bool {
        guard let at = cell.firstIndex(of: UInt8(ascii: "@")) else { return false }
        return at > cell.startIndex && cell[at...].dropFirst(2).contains(UInt8(ascii: "."))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    /// Letters of ASCII and everything beyond it.
    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    private static func hasLetters(_ cell: ArraySlice<UInt8>) -> Bool { cell.contains(where: isLetter) }
    private static func isPhoneByte(_ byte: UInt8) -> Bool { isDigit(byte) || " +-()./".utf8.contains(byte) }
    /// Letters with what stands inside names, and nothing else.
    private static func isName(_ cell: ArraySlice<UInt8>) -> Bool {
        hasLetters(cell) && cell.count <= 60 && cell.allSatisfy { isLetter($0) || " -'.,".utf8.contains($0) }
    }

    private static let sexWords: Set<String> = [
        "m", "f", "w", "d", "x", "u", "n", "h", "k", "male", "female", "man", "woman", "mann", "frau", "männlich",
        "weiblich",
        "divers", "masculin", "féminin", "feminin", "homme", "femme", "hombre", "mujer", "masculino", "femenino",
        "feminino",
        "maschio", "femmina", "unknown", "other", "м", "ж", "男", "女",
    ]
}
