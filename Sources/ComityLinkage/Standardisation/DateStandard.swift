/// Dates as eight digits `yyyymmdd`, `00` and `0000` where a part is not known; a year of two digits stays one, with
/// two zeros before it. Specs/linkage-model.md#dates
enum DateStandard {
    /// Impossible dates of eight digits keep their digits: a typing error is still evidence.
    static func date(_ folded: [UInt8], order: DateOrder) -> [UInt8] {
        if let month = MonthNames.month(in: folded) { return named(month, folded) }
        let groups = folded.map(unknownAsZero).split { !Words.isDigit($0) }
        switch groups.count {
        case 1: return compact(groups[0])
        case 2: return pair(groups[0], groups[1])
        case 3...: return triple(groups[0], groups[1], groups[2], order)
        default: return []
        }
    }

    /// One date from the first values of columns of year, month and day, if there are any.
    static func assemble(
        _ comparison: LinkagePlan.Comparison, fields: [LinkageField], values: [[String]]
    ) -> [UInt8]? {
        var year = 0
        var month = 0
        var day = 0
        for column in comparison.columns {
            guard fields[column].kind.isDatePart, let text = values[column].first else { continue }
            let folded = Folding.fold(text)
            let number = number(folded.filter(Words.isDigit)[...])
            switch fields[column].kind {
            case .birthYear: year = number
            case .birthMonth: month = MonthNames.month(in: folded) ?? number
            default: day = number
            }
        }
        let date = digits(year, month, day)
        return date.isEmpty || Placeholders.contains(date, kind: .dateOfBirth) ? nil : date
    }

    /// `1985-03-XX` and `1985-03-??` leave a part open.
    private static func unknownAsZero(_ byte: UInt8) -> UInt8 { byte == 0x78 || byte == 0x3F ? 0x30 : byte }

    private static func compact(_ group: ArraySlice<UInt8>) -> [UInt8] {
        switch group.count {
        case 8: Array(group)
        case 6: Array(group) + [0x30, 0x30]
        case 4: digits(number(group), 0, 0)
        default: []
        }
    }

    private static func pair(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> [UInt8] {
        if first.count == 4 { return digits(number(first), number(second), 0) }
        if second.count == 4 { return digits(number(second), number(first), 0) }
        return []
    }

    private static func triple(
        _ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>, _ third: ArraySlice<UInt8>, _ order: DateOrder
    ) -> [UInt8] {
        if first.count == 4 { return digits(number(first), number(second), number(third)) }
        guard third.count == 4 || third.count == 2 else { return [] }
        var day = number(first)
        var month = number(second)
        if order == .monthFirst { swap(&day, &month) }
        if month > 12 && day <= 12 { swap(&day, &month) }
        return digits(number(third), month, day)
    }

    /// With the month as a word the year has four digits or stands last.
    private static func named(_ month: Int, _ folded: [UInt8]) -> [UInt8] {
        let groups = folded.split { !Words.isDigit($0) }
        guard let place = groups.firstIndex(where: { $0.count == 4 }) ?? groups.indices.dropFirst().last else {
            return []
        }
        let day = groups.indices.first { $0 != place && groups[$0].count <= 2 }.map { number(groups[$0]) } ?? 0
        return digits(number(groups[place]), month, day)
    }

    private static func number(_ group: ArraySlice<UInt8>) -> Int {
        group.prefix(4).reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    }

    private static func digits(_ year: Int, _ month: Int, _ day: Int) -> [UInt8] {
        guard year > 0 || month > 0 || day > 0 else { return [] }
        let value = min(year, 9999) * 10_000 + min(month, 99) * 100 + min(day, 99)
        var digits = [UInt8](repeating: 0x30, count: 8)
        var left = value
        for place in stride(from: 7, through: 0, by: -1) {
            digits[place] = 0x30 + UInt8(left % 10)
            left /= 10
        }
        return digits
    }
}
