/// Which words of two names belong together: each word has at most one partner. Specs/linkage-model.md#word-alignment
struct WordAlignment {
    /// Words of the left and right name that have no partner.
    private(set) var leftAlone: Int
    private(set) var rightAlone: Int
    /// Pairs of partners, words written apart and together counted once.
    private(set) var pairs = 0
    /// Pairs that are more than an initial, and of three letters at least on both sides.
    private(set) var firmPairs = 0
    /// The weakest level of any pair.
    private(set) var weakest = WordLevel.exact

    private let left: WordList
    private let right: WordList
    private var leftTaken: UInt32 = 0
    private var rightTaken: UInt32 = 0
    private var levels = InlineArray<256, UInt8>(repeating: WordLevel.none.rawValue)

    /// Complexity: O(words * words) comparisons of words.
    init(_ left: WordList, _ right: WordList, _ jaro: borrowing JaroWinkler, nicknames: Bool) {
        self.left = left
        self.right = right
        leftAlone = left.count
        rightAlone = right.count
        pairEqualWords()
        guard leftAlone > 0, rightAlone > 0 else { return }
        joinWords(allowingSlips: false)
        compareOthers(jaro, nicknames: nicknames)
        for level in [WordLevel.near, .alike] { pairAll(level) }
        joinWords(allowingSlips: true)
        for level in [WordLevel.nickname, .close, .initial] { pairAll(level) }
    }

    private mutating func pairEqualWords() {
        for one in 0..<left.count {
            for other in 0..<right.count where rightTaken & 1 << UInt32(other) == 0 {
                guard CellComparer.equal(left[one], right[other]) else { continue }
                pair(one, other, .exact)
                break
            }
        }
    }

    private mutating func compareOthers(_ jaro: borrowing JaroWinkler, nicknames: Bool) {
        for one in 0..<left.count where leftTaken & 1 << UInt32(one) == 0 {
            for other in 0..<right.count where rightTaken & 1 << UInt32(other) == 0 {
                levels[one * WordList.longest + other] =
                    NameWord.level(left[one], right[other], jaro, nicknames: nicknames).rawValue
            }
        }
    }

    private mutating func pairAll(_ level: WordLevel) {
        for one in 0..<left.count where leftTaken & 1 << UInt32(one) == 0 {
            for other in 0..<right.count where rightTaken & 1 << UInt32(other) == 0 {
                guard levels[one * WordList.longest + other] == level.rawValue else { continue }
                pair(one, other, level)
                break
            }
        }
    }

    private mutating func pair(_ one: Int, _ other: Int, _ level: WordLevel) {
        leftTaken |= 1 << UInt32(one)
        rightTaken |= 1 << UInt32(other)
        leftAlone -= 1
        rightAlone -= 1
        count(level, shortest: min(left[one].count, right[other].count))
    }

    private mutating func count(_ level: WordLevel, shortest: Int) {
        pairs += 1
        weakest = max(weakest, level)
        if level != .initial, shortest >= 3 { firmPairs += 1 }
    }

    /// Words that one side writes together and the other apart count as near.
    private mutating func joinWords(allowingSlips: Bool) {
        guard left.count > 1 || right.count > 1 else { return }
        for word in 0..<left.count where leftTaken & 1 << UInt32(word) == 0 {
            let parts = WordJoin(left[word], right, free: ~rightTaken, allowingSlips: allowingSlips).parts
            guard parts != 0 else { continue }
            leftTaken |= 1 << UInt32(word)
            rightTaken |= parts
            leftAlone -= 1
            rightAlone -= parts.nonzeroBitCount
            count(.near, shortest: left[word].count)
        }
        for word in 0..<right.count where rightTaken & 1 << UInt32(word) == 0 {
            let parts = WordJoin(right[word], left, free: ~leftTaken, allowingSlips: allowingSlips).parts
            guard parts != 0 else { continue }
            rightTaken |= 1 << UInt32(word)
            leftTaken |= parts
            rightAlone -= 1
            leftAlone -= parts.nonzeroBitCount
            count(.near, shortest: right[word].count)
        }
    }
}
