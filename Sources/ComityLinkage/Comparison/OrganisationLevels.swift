/// Levels of organisations, whose legal forms are gone already. Specs/linkage-model.md#organisations-compared
enum OrganisationLevels {
    private static let near: UInt8 = 2
    private static let alike: UInt8 = 3
    private static let part: UInt8 = 4
    private static let close: UInt8 = 5
    private static let different: UInt8 = 6

    /// The values differ.
    static func level(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, _ jaro: borrowing JaroWinkler
    ) -> UInt8 {
        let alignment = WordAlignment(WordList(left), WordList(right), jaro, nicknames: false)
        guard alignment.firmPairs > 0, min(alignment.leftAlone, alignment.rightAlone) == 0 else { return different }
        guard alignment.leftAlone + alignment.rightAlone == 0 else { return part }
        switch alignment.weakest {
        case .exact, .near: return near
        case .alike: return alike
        case .nickname, .initial, .close, .similar, .none: return close
        }
    }
}
