/// Judges how rows meet the terms of a search. Specs/linkage-index.md#lookup-weights
struct LookupMatch: ~Copyable {
    private let query: LookupQuery
    private let plan: LinkagePlan
    /// By term: the bits that an exact meeting is worth.
    private let rarity: [Double]
    private let jaro = JaroWinkler()

    /// - Parameters:
    ///   - counts: by term, how many rows meet it.
    ///   - rowCount: how many rows there are.
    init(_ query: LookupQuery, _ plan: LinkagePlan, counts: [Int], rowCount: Int) {
        self.query = query
        self.plan = plan
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

    /// Nil if the row meets no term. Complexity: O(terms * words of the row).
    borrowing func hit(_ key: UInt64, _ row: RowCells) -> LookupHit? {
        var parts: [LookupHit.Part] = []
        for term in query.terms.indices {
            if let part = part(term, row) { parts.append(part) }
        }
        return parts.isEmpty ? nil : LookupHit(key: key, parts: parts)
    }

    private borrowing func part(_ number: Int, _ row: RowCells) -> LookupHit.Part? {
        let term = query.terms[number]
        var best: (share: Double, field: String, level: String)?
        for (comparison, planned) in plan.comparisons.enumerated() {
            guard let found = met(term, planned.fieldKind, row[comparison]), found.share > best?.share ?? 0 else {
                continue
            }
            best = (found.share, planned.name, found.level)
        }
        guard let best else { return nil }
        let weight = Weight.rounded(rarity[number] * best.share)
        return LookupHit.Part(term: number, field: best.field, level: best.level, weight: weight)
    }

    private borrowing func met(
        _ term: LookupQuery.Term, _ kind: FieldKind, _ cell: UnsafeBufferPointer<UInt8>
    ) -> (share: Double, level: String)? {
        if let whole = LookupKeys.whole(kind), let found = Self.met(term, whole, cell) { return found }
        guard let word = term.word, LookupKeys.isName(kind) else { return nil }
        let level = word.withUnsafeBufferPointer { nameLevel($0, cell) }
        return Self.share(level).map { ($0, level.name) }
    }

    private static func met(
        _ term: LookupQuery.Term, _ kind: LookupKeys.Kind, _ cell: UnsafeBufferPointer<UInt8>
    ) -> (share: Double, level: String)? {
        var found: (Double, String)?
        Atoms.forEach(cell) { atom in
            for whole in term.wholes where whole.kind == kind {
                if atom.elementsEqual(whole.value) {
                    found = (1, "exact")
                } else if found == nil, kind == .phone, atom.count > LookupKeys.endDigits,
                    whole.value.count >= LookupKeys.endDigits,
                    atom.suffix(LookupKeys.endDigits).elementsEqual(whole.value.suffix(LookupKeys.endDigits))
                {
                    found = (endShare, "last-six")
                }
            }
        }
        return found
    }

    private static let endShare = 0.5

    private borrowing func nameLevel(
        _ word: UnsafeBufferPointer<UInt8>, _ cell: UnsafeBufferPointer<UInt8>
    ) -> WordLevel {
        var best = WordLevel.none
        var start = 0
        for end in 0...cell.count
        where end == cell.count || cell[end] == 0x20 || cell[end] == Standardisation.separator {
            if end > start {
                let other = UnsafeBufferPointer(rebasing: cell[start..<end])
                best = min(best, NameWord.level(word, other, jaro, nicknames: true))
            }
            start = end + 1
        }
        return best
    }

    /// What is left of a term's bits at a level.
    private static func share(_ level: WordLevel) -> Double? {
        switch level {
        case .exact: 1
        case .near: 0.8
        case .alike: 0.75
        case .nickname: 0.6
        case .close: 0.5
        case .similar: 0.3
        case .initial: 0.2
        case .none: nil
        }
    }
}

extension WordLevel {
    var name: String {
        switch self {
        case .exact: "exact"
        case .near: "near"
        case .alike: "alike"
        case .nickname: "nickname"
        case .initial: "initial"
        case .close: "close"
        case .similar: "similar"
        case .none: "none"
        }
    }
}
