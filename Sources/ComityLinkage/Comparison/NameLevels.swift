/// Levels of given names, surnames and full names, from the levels of their words.
/// Specs/linkage-model.md#names-compared
enum NameLevels {
    /// Of `given-name` and of `name`. The values differ.
    static func level(
        _ kind: ComparisonKind, _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>,
        _ jaro: borrowing JaroWinkler
    ) -> UInt8 {
        let isGiven = kind == .givenName
        guard left.contains(0x20) || right.contains(0x20) else {
            return number(of: agreement(NameWord.level(left, right, jaro, nicknames: isGiven)), kind)
        }
        if Generation.contradict(left, right) { return number(of: .none, kind) }
        let alignment = WordAlignment(WordList(left), WordList(right), jaro, nicknames: isGiven)
        return number(of: agreement(alignment), kind)
    }

    /// Of `full-name`. The values differ.
    static func fullName(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, _ jaro: borrowing JaroWinkler
    ) -> UInt8 {
        if Generation.contradict(left, right) { return FullName.shared.rawValue }
        return fullName(WordAlignment(WordList(left), WordList(right), jaro, nicknames: true)).rawValue
    }

    private enum Agreement: Int {
        case near, alike, nickname, part, close, initial, none
    }

    private enum FullName: UInt8 {
        case near = 2
        case alike, part, close, shared, none
    }

    private static func agreement(_ level: WordLevel) -> Agreement {
        switch level {
        case .exact, .near: .near
        case .alike: .alike
        case .nickname: .nickname
        case .initial: .initial
        case .close, .similar: .close
        case .none: .none
        }
    }

    /// All words of the name with fewer must have partners; more words on the other side make it a part.
    private static func agreement(_ alignment: WordAlignment) -> Agreement {
        guard min(alignment.leftAlone, alignment.rightAlone) == 0, alignment.pairs > 0 else { return .none }
        guard alignment.firmPairs > 0 else { return .initial }
        if alignment.weakest == .close { return .close }
        if alignment.leftAlone + alignment.rightAlone > 0 || alignment.weakest == .initial { return .part }
        return agreement(alignment.weakest)
    }

    private static func fullName(_ alignment: WordAlignment) -> FullName {
        guard alignment.firmPairs > 0 else { return .none }
        guard min(alignment.leftAlone, alignment.rightAlone) == 0 else { return .shared }
        let isWhole = alignment.leftAlone + alignment.rightAlone == 0
        guard isWhole || alignment.pairs >= 2 else { return .shared }
        if alignment.weakest == .close { return .close }
        guard isWhole else { return .part }
        return alignment.weakest <= .near ? .near : .alike
    }

    /// The level's number in its kind. Surnames have no pet names: there the word is merely spelt otherwise.
    private static func number(of agreement: Agreement, _ kind: ComparisonKind) -> UInt8 {
        if kind == .givenName { return agreement == .none ? 9 : UInt8(agreement.rawValue + 2) }
        switch agreement {
        case .near: return 2
        case .alike, .nickname: return 3
        case .part: return 4
        case .close: return 5
        case .initial: return 6
        case .none: return 7
        }
    }
}
