/// Judges how rows meet the terms of a search. Specs/linkage-index.md#lookup-weights
struct LookupMatch: ~Copyable {
    private let query: LookupQuery
    private let plan: LinkagePlan
    private let kinds: [FieldKind]
    /// By term: the bits that an exact meeting is worth.
    private let rarity: [Double]
    private let jaro = JaroWinkler()

    /// - Parameters:
    ///   - counts: by term, how many rows meet it.
    ///   - rowCount: how many rows there are.
    init(_ query: LookupQuery, _ plan: LinkagePlan, counts: [Int], rowCount: Int) {
        self.query = query
        self.plan = plan
        kinds = plan.comparisons.map(\.fieldKind)
        rarity = counts.map { max(Weight.log2(Double(rowCount + 1) / (Double($0) + 0.5)), Self.leastBits) }
    }

    /// What a term says that every row meets.
    private static let leastBits = 0.25

    /// The most that a row can weigh that meets the terms of a mask: those of its lower eight bits at all, those of its
    /// upper eight exactly.
    borrowing func most(_ mask: UInt16) -> Double {
        rarity.indices.reduce(0) { sum, term in
            guard mask & 256 << UInt16(term) == 0 else { return sum + Weight.rounded(rarity[term]) }
            // A word may be met by a nickname, which has no key.
            let share = mask & 1 << UInt16(term) != 0 ? Self.inexactShare : Self.keylessShare
            return sum + Weight.rounded(rarity[term] * share)
        }
    }

    /// What is left of a term at most that a row does not meet exactly; that it has no key of.
    private static let inexactShare = 0.8
    private static let keylessShare = 0.8

    /// How each term meets a row, without texts: those are made for the rows that are answered.
    struct Meeting: BitwiseCopyable {
        /// By term: the comparison, and how; ``Manner/none`` where the row does not meet it.
        fileprivate var comparisons = InlineArray<8, UInt8>(repeating: 0)
        fileprivate var manners = InlineArray<8, Manner>(repeating: .none)
        fileprivate(set) var weight = 0.0
    }

    /// How a value meets a term, by word levels; the end of a number apart.
    fileprivate enum Manner: UInt8 {
        case exact, near, alike, nickname, initial, close, similar, numberEnd, none
    }

    /// Complexity: O(terms * words of the row).
    borrowing func meeting(_ row: RowCells) -> Meeting {
        var meeting = Meeting()
        for term in query.terms.indices {
            for (comparison, kind) in kinds.enumerated() where !row[comparison].isEmpty {
                let manner = manner(query.terms[term], kind, row[comparison])
                guard manner.share > meeting.manners[term].share else { continue }
                meeting.manners[term] = manner
                meeting.comparisons[term] = UInt8(comparison)
            }
            meeting.weight += weight(term, meeting.manners[term])
        }
        return meeting
    }

    /// The answer for a row that meets some term.
    borrowing func hit(_ key: UInt64, _ meeting: Meeting) -> LookupHit {
        var parts: [LookupHit.Part] = []
        for term in query.terms.indices where meeting.manners[term] != .none {
            let manner = meeting.manners[term]
            parts.append(
                LookupHit.Part(
                    term: term, field: plan.comparisons[Int(meeting.comparisons[term])].name, level: manner.name,
                    weight: weight(term, manner)))
        }
        return LookupHit(key: key, parts: parts)
    }

    private borrowing func weight(_ term: Int, _ manner: Manner) -> Double {
        Weight.rounded(rarity[term] * manner.share)
    }

    private borrowing func manner(
        _ term: LookupQuery.Term, _ kind: FieldKind, _ cell: UnsafeBufferPointer<UInt8>
    ) -> Manner {
        if !term.wholes.isEmpty, let whole = LookupKeys.whole(kind) {
            let found = Self.manner(term, whole, cell)
            if found != .none { return found }
        }
        guard let word = term.word, LookupKeys.isName(kind) else { return .none }
        return word.withUnsafeBufferPointer { Manner(nameLevel($0, cell)) }
    }

    private static func manner(
        _ term: LookupQuery.Term, _ kind: LookupKeys.Kind, _ cell: UnsafeBufferPointer<UInt8>
    ) -> Manner {
        var found = Manner.none
        Atoms.forEach(cell) { atom in
            for whole in term.wholes where whole.kind == kind {
                if atom.elementsEqual(whole.value) {
                    found = .exact
                } else if found == .none, kind == .phone, atom.count > LookupKeys.endDigits,
                    whole.value.count >= LookupKeys.endDigits,
                    atom.suffix(LookupKeys.endDigits).elementsEqual(whole.value.suffix(LookupKeys.endDigits))
                {
                    found = .numberEnd
                }
            }
        }
        return found
    }

    private borrowing func nameLevel(
        _ word: UnsafeBufferPointer<UInt8>, _ cell: UnsafeBufferPointer<UInt8>
    ) -> WordLevel {
        var best = WordLevel.none
        var start = 0
        for end in 0...cell.count
        where end == cell.count || cell[end] == 0x20 || cell[end] == Standardisation.separator {
            if best == .exact { return best }
            if end > start {
                let other = UnsafeBufferPointer(rebasing: cell[start..<end])
                best = min(best, NameWord.level(word, other, jaro, nicknames: true))
            }
            start = end + 1
        }
        return best
    }
}

extension LookupMatch.Manner {
    fileprivate init(_ level: WordLevel) {
        switch level {
        case .exact: self = .exact
        case .near: self = .near
        case .alike: self = .alike
        case .nickname: self = .nickname
        case .initial: self = .initial
        case .close: self = .close
        case .similar: self = .similar
        case .none: self = .none
        }
    }

    /// What is left of a term's bits.
    fileprivate var share: Double {
        switch self {
        case .exact: 1
        case .near: 0.8
        case .alike: 0.75
        case .nickname: 0.6
        case .close, .numberEnd: 0.5
        case .similar: 0.3
        case .initial: 0.2
        case .none: 0
        }
    }

    fileprivate var name: String {
        switch self {
        case .exact: "exact"
        case .near: "near"
        case .alike: "alike"
        case .nickname: "nickname"
        case .initial: "initial"
        case .close: "close"
        case .similar: "similar"
        case .numberEnd: "last-six"
        case .none: "none"
        }
    }
}
