import ComityLinkage

/// A review in progress: which pair is asked, what was answered, what can be taken back.
struct LabelReview {
    enum Key: Equatable {
        case answer(PairLabel.Answer)
        case undo
        case quit

        /// The key that a person pressed; nil for any other. Control-C and the end of input quit.
        init?(_ byte: UInt8?) {
            switch byte {
            case UInt8(ascii: "y"), UInt8(ascii: "Y"): self = .answer(.match)
            case UInt8(ascii: "n"), UInt8(ascii: "N"): self = .answer(.noMatch)
            case UInt8(ascii: "u"), UInt8(ascii: "U"): self = .answer(.unsure)
            case UInt8(ascii: "z"), UInt8(ascii: "Z"), 0x7F, 0x08: self = .undo
            case UInt8(ascii: "q"), UInt8(ascii: "Q"), 0x03, 0x04, nil: self = .quit
            default: return nil
            }
        }
    }

    /// Pairs that one review offers: more than anybody answers at a sitting.
    private static let offeredPairs = 10_000

    private(set) var book: LabelBook
    /// Pairs without a label when the review began, the most instructive first.
    let queue: [ScoredPair]
    private let names: [LabelBook.Pair]
    /// How many pairs of the queue are answered.
    private(set) var answered = 0

    init(_ book: LabelBook, _ pairs: [ScoredPair], names: LinkageNames) {
        self.book = book
        let open = pairs.lazy.filter { book[LabelBook.Pair(names[$0.left], names[$0.right])] == nil }
            .prefix(Self.offeredPairs)
        queue = Array(open)
        self.names = queue.map { LabelBook.Pair(names[$0.left], names[$0.right]) }
    }

    /// The pair that is asked; nil when all are answered.
    var current: ScoredPair? { answered < queue.count ? queue[answered] : nil }

    /// Answers the current pair. There must be one.
    mutating func answer(_ answer: PairLabel.Answer) {
        book[names[answered]] = answer
        answered += 1
    }

    /// Takes the last answer of this review back.
    /// - Returns: false if there is none.
    mutating func undo() -> Bool {
        guard answered > 0 else { return false }
        answered -= 1
        book[names[answered]] = nil
        return true
    }
}
