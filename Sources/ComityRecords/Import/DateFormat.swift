import ComityCore

/// How a file writes dates: `yyyy-MM-dd`, `yyyyMMdd`, `dd/MM/yyyy` … Specs/field-map.md#dates
///
/// `yyyy`, `MM` and `dd` stand for as many digits, `M` and `d` for one or two, `MMM` for an English name of a month;
/// month and day may be left out. Zeros or `X` for a part mean that it is unknown. Where the year stands first, a text
/// may end before a separator: `1985-03`. A time of day behind a whole date is left out.
package struct DateFormat: Hashable, Sendable, CustomStringConvertible {
    private enum Token: Hashable {
        case year
        case month(isPadded: Bool)
        case monthName
        case day(isPadded: Bool)
        case literal(UInt8)

        var isLiteral: Bool { if case .literal = self { true } else { false } }
    }

    /// The pattern, as given.
    package let description: String
    private let tokens: [Token]

    /// Those that are tried where a map names none, in this order.
    static let standard = [DateFormat(known: "yyyy-MM-dd"), DateFormat(known: "yyyyMMdd")]

    /// Those that inference chooses from; of equally good ones the first.
    static let candidates = [
        "yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyyMMdd", "dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy", "yyyy/MM/dd",
        "dd-MM-yyyy", "MM-dd-yyyy", "d/M/yyyy", "M/d/yyyy", "d.M.yyyy", "ddMMyyyy", "MMddyyyy", "d-MMM-yyyy",
        "d MMM yyyy",
        "MMM d, yyyy", "MM/yyyy",
    ].map { DateFormat(known: $0) }

    static let dayFirst = DateFormat(known: "d/M/yyyy")
    static let monthFirst = DateFormat(known: "M/d/yyyy")

    /// Those of them that name a day.
    static let completeCandidates = candidates.filter { $0.description.contains("d") }

    /// - Throws: `malformed-map` naming the pattern.
    package init(_ pattern: String) throws(RecordError) {
        let tokens = Self.tokens(pattern)
        let years = tokens.filter { $0 == .year }.count
        let hasStrangeLetter = tokens.contains {
            if case .literal(let byte) = $0 { Self.isLetter(byte) } else { false }
        }
        guard years == 1, !hasStrangeLetter, pattern.utf8.count <= 32 else {
            throw RecordError(
                .malformedMap,
                "`\(pattern.prefix(40))` is no date format: write it with `yyyy`, `MM` and `dd`, as `dd/MM/yyyy`")
        }
        self.tokens = tokens
        description = pattern
    }

    private init(known pattern: String) {
        tokens = Self.tokens(pattern)
        description = pattern
    }

    /// The date, or nil if the text has another form or names no day of the calendar.
    package func read(_ text: some Collection<UInt8>) -> PartialDate? { read(Array(text), mayEndEarly: true) }

    /// Whether the text has every part of the pattern.
    func readsWhole(_ text: some Collection<UInt8>) -> Bool { read(Array(text), mayEndEarly: false) != nil }

    private func read(_ bytes: [UInt8], mayEndEarly: Bool) -> PartialDate? {
        var index = 0
        var year: Int?
        var month: Int?
        var day: Int?
        for (place, token) in tokens.enumerated() {
            switch token {
            case .literal where mayEndEarly && index == bytes.count && mayEnd(before: place):
                return PartialDate(year: Self.known(year), month: Self.known(month), day: nil)
            case .literal(let byte):
                guard index < bytes.count, bytes[index] == byte else { return nil }
                index += 1
            case .year:
                guard let part = Self.part(bytes, &index, 4...4) else { return nil }
                year = part
            case .month(let isPadded):
                guard let part = Self.part(bytes, &index, isPadded ? 2...2 : 1...2) else { return nil }
                month = part
            case .monthName:
                guard let part = Self.monthNumber(bytes, &index) else { return nil }
                month = part
            case .day(let isPadded):
                guard let part = Self.part(bytes, &index, isPadded ? 2...2 : 1...2) else { return nil }
                day = part
            }
        }
        guard index == bytes.count || (day != nil && Self.isTimeOfDay(bytes[index...])) else { return nil }
        return PartialDate(year: Self.known(year), month: Self.known(month), day: Self.known(day))
    }

    /// Whether a text may leave out what the pattern has from here on: lesser parts than those before.
    private func mayEnd(before place: Int) -> Bool {
        tokens.first == .year && place > 0 && !tokens[place - 1].isLiteral
            && tokens[place...].contains { !$0.isLiteral }
    }

    private static func known(_ part: Int?) -> Int? { part == 0 ? nil : part }

    /// The number at `index`, 0 if it is spelled with `X`; nil if there is none of such a length.
    private static func part(_ bytes: [UInt8], _ index: inout Int, _ lengths: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < lengths.upperBound, index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "X") || byte == UInt8(ascii: "x") {
                value *= 10
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            } else {
                break
            }
            index += 1
            count += 1
        }
        return lengths.contains(count) ? value : nil
    }

    private static let monthNames = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// The month at `index`: its English name, or the first three letters of it or `sept`, in any case.
    private static func monthNumber(_ bytes: [UInt8], _ index: inout Int) -> Int? {
        let word = bytes[index...].prefix(while: isLetter)
        let text = String(decoding: word, as: UTF8.self).lowercased()
        guard
            let month = monthNames.firstIndex(where: { $0 == text || $0.prefix(3) == text })
                ?? (text == "sept" ? 8 : nil)
        else { return nil }
        index += word.count
        return month + 1
    }

    /// A time behind a date, as databases write it: `T` or a space, then digits, colons, a fraction, a zone.
    private static func isTimeOfDay(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: "T") || bytes.first == UInt8(ascii: " "), bytes.count >= 6 else {
            return false
        }
        let time = bytes.dropFirst()
        let isDigit = time.prefix(2).allSatisfy { (0x30...0x39).contains($0) }
        return isDigit && time.dropFirst(2).first == UInt8(ascii: ":")
            && time.allSatisfy { (0x30...0x39).contains($0) || ":.+-Z".utf8.contains($0) }
    }

    private static func tokens(_ pattern: String) -> [Token] {
        var tokens: [Token] = []
        var rest = Array(pattern.utf8)[...]
        let words: [(String, Token)] = [
            ("yyyy", .year), ("MMM", .monthName), ("MM", .month(isPadded: true)), ("M", .month(isPadded: false)),
            ("dd", .day(isPadded: true)), ("d", .day(isPadded: false)),
        ]
        while let first = rest.first {
            if let (word, token) = words.first(where: { rest.starts(with: $0.0.utf8) }) {
                tokens.append(token)
                rest = rest.dropFirst(word.utf8.count)
            } else {
                tokens.append(.literal(first))
                rest = rest.dropFirst()
            }
        }
        return tokens
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
