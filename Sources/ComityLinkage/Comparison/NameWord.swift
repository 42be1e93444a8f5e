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
    case close
    case none

    static func < (left: WordLevel, right: WordLevel) -> Bool { left.rawValue < right.rawValue }
}

/// Compares single words of names. Specs/linkage-model.md#word-levels
struct NameWord {
    /// Letters that a word must have for one slip to be near.
    private static let nearFrom = 4

    /// Words as bytes of folded text without a space. Complexity: O(bytes), without allocation for ASCII.
    static func level(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, _ jaro: borrowing JaroWinkler,
        nicknames: Bool
    ) -> WordLevel {
        if CellComparer.equal(left, right) { return .exact }
        let shorter = min(left.count, right.count)
        if shorter == 1 { return left[0] == right[0] ? .initial : .none }
        if shorter >= nearFrom, EditDistance.distance(left, right, limit: 1) <= 1 { return .near }
        let mayBeClose = JaroWinkler.mayReach(CellComparer.closeSimilarity, left, right)
        let similarity = mayBeClose ? jaro.similarity(left, right) : 0
        if similarity >= CellComparer.nearSimilarity || Misreads.agree(left, right) { return .near }
        if soundAlike(left, right) { return .alike }
        if nicknames, Nicknames.share(left, right) { return .nickname }
        if similarity >= CellComparer.closeSimilarity { return .close }
        return .none
    }

    /// Whether the words may be spellings of one name: by ``Sounds``, or but for the Arabic article.
    private static func soundAlike(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
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
