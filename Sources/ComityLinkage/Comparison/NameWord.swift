/// How two words of names agree, the strongest first. Specs/linkage-model.md#word-levels
enum WordLevel: UInt8, Comparable {
    case exact = 1
    /// A slip of typing or reading.
    case near
    /// Spelt otherwise, as another language would.
    case alike
    /// Two names for one person: a short form, a pet name, the form of another language.
    case nickname
    case initial
    /// Two slips in a long word, one in a short one.
    case close
    /// A word that reminds of the other, as Castro does of Castillo: no partner in a name of several words.
    case similar
    case none

    static func < (left: WordLevel, right: WordLevel) -> Bool { left.rawValue < right.rawValue }
}

/// Compares single words of names. Specs/linkage-model.md#word-levels
struct NameWord {
    /// Letters that a word must have for one slip to be near; to be close; for two to be close.
    private static let nearFrom = 4
    private static let oneSlipFrom = 3
    private static let twoSlipsFrom = 6
    /// By how many letters words may differ that are near by their similarity: not Ronaldo and Ronaldinho.
    private static let nearLengths = 2

    /// Words as bytes of folded text without a space. Complexity: O(bytes), without allocation for ASCII.
    static func level(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, _ jaro: borrowing JaroWinkler,
        nicknames: Bool
    ) -> WordLevel {
        if CellComparer.equal(left, right) { return .exact }
        if left[0] >= 0x80 || right[0] >= 0x80, let level = HanWord.level(left, right) { return level }
        let shorter = min(left.count, right.count)
        if shorter == 1 { return left[0] == right[0] ? .initial : .none }
        let slips = shorter >= oneSlipFrom ? EditDistance.distance(left, right, limit: 2) : 3
        if slips == 1, shorter >= nearFrom { return .near }
        let mayBeSimilar = JaroWinkler.mayReach(CellComparer.closeSimilarity, left, right)
        let similarity = mayBeSimilar ? jaro.similarity(left, right) : 0
        let isNear = similarity >= CellComparer.nearSimilarity && abs(left.count - right.count) <= nearLengths
        if isNear || Misreads.agree(left, right) { return .near }
        if soundAlike(left, right) { return .alike }
        if nicknames, Nicknames.share(left, right) { return .nickname }
        if slips == 1 || slips == 2 && shorter >= twoSlipsFrom { return .close }
        return similarity >= CellComparer.closeSimilarity ? .similar : .none
    }

    /// Whether the words may be spellings of one name: by ``Sounds``, or but for the Arabic article.
    static func soundAlike(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard SoundBag(left).mayAgree(with: SoundBag(right)) else { return articleApart(left, right) }
        if let one = Sounds(left), let other = Sounds(right), one.agree(with: other) { return true }
        return articleApart(left, right)
    }

    /// `alhassan` and `hassan`.
    private static func articleApart(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let (shorter, longer) = left.count < right.count ? (left, right) : (right, left)
        guard longer.count == shorter.count + 2, shorter.count >= 5, longer[1] == 0x6C else { return false }
        guard longer[0] == 0x61 || longer[0] == 0x65 else { return false }
        return longer.dropFirst(2).elementsEqual(shorter)
    }
}
