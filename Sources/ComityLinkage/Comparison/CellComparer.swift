/// Finds the comparison level of two cells. Holds scratch memory only; one per worker. Specs/linkage-model.md#levels
///
/// A level is 0 if a side is missing, else from 1 (the strongest agreement) to the kind's level count (disagreement).
package struct CellComparer: ~Copyable {
    package static let missing: UInt8 = 0
    package static let exact: UInt8 = 1
    /// Jaro-Winkler from which names count as near, close: between the bounds of Winkler (1990) and common practice.
    package static let nearSimilarity = 0.92
    package static let closeSimilarity = 0.85

    private let jaro = JaroWinkler()

    package init() {}

    /// The best level of any value of `left` with any of `right`. Complexity: O(values * values) comparisons.
    package borrowing func level(
        _ kind: ComparisonKind, _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> UInt8 {
        guard !left.isEmpty, !right.isEmpty else { return Self.missing }
        if Self.equal(left, right) { return kind == .date ? atomLevel(kind, left, right) : Self.exact }
        guard left.contains(Standardisation.separator) || right.contains(Standardisation.separator) else {
            return atomLevel(kind, left, right)
        }
        var best = UInt8(kind.levelCount)
        Atoms.forEach(left) { leftAtom in
            Atoms.forEach(right) { rightAtom in best = min(best, atomLevel(kind, leftAtom, rightAtom)) }
        }
        return kind == .set && best == Self.exact ? 2 : best
    }

    static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        left.count == right.count && left.elementsEqual(right)
    }

    private borrowing func atomLevel(
        _ kind: ComparisonKind, _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> UInt8 {
        if kind == .date { return DateLevels.level(left, right) }
        if Self.equal(left, right) { return Self.exact }
        // Jaro's greedy search can depend on the order of its arguments: the smaller goes first.
        if right.lexicographicallyPrecedes(left) { return unequalLevel(kind, right, left) }
        return unequalLevel(kind, left, right)
    }

    private borrowing func unequalLevel(
        _ kind: ComparisonKind, _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> UInt8 {
        switch kind {
        case .givenName:
            let level = name(left, right)
            return level == 5 ? 6 : level
        case .name: return name(left, right)
        case .fullName: return fullName(left, right)
        case .identifier: return identifier(left, right)
        case .postcode: return postcode(left, right)
        case .number: return number(left, right)
        case .text: return text(left, right)
        case .email: return email(left, right)
        case .code: return 2
        case .set, .date: return 3
        }
    }

    /// The similarity, or 0 if it is surely below ``closeSimilarity``.
    private borrowing func closeness(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Double {
        JaroWinkler.mayReach(Self.closeSimilarity, left, right) ? jaro.similarity(left, right) : 0
    }

    private borrowing func name(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> UInt8 {
        if Self.slips(left, right, 1, from: 4) { return 2 }
        let similarity = closeness(left, right)
        if similarity >= Self.nearSimilarity { return 2 }
        if similarity >= Self.closeSimilarity { return 3 }
        return left[0] == right[0] && min(left.count, right.count) == 1 ? 4 : 5
    }

    private borrowing func fullName(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> UInt8 {
        let similarity = closeness(left, right)
        if similarity >= Self.nearSimilarity || Self.slips(left, right, 2, from: 8) { return 2 }
        if WordSets.contained(left, right) { return 3 }
        return similarity >= Self.closeSimilarity || WordSets.alike(left, right, jaro) ? 4 : 5
    }

    private borrowing func identifier(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> UInt8
    {
        guard min(left.count, right.count) >= 5 else { return 4 }
        let distance = EditDistance.distance(left, right, limit: 2)
        if distance == 1 { return 2 }
        return distance == 2 && min(left.count, right.count) >= 7 ? 3 : 4
    }

    private borrowing func postcode(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> UInt8 {
        if EditDistance.distance(left, right, limit: 1) == 1 { return 2 }
        let area = max(min(left.count, right.count) / 2, 1)
        return left.prefix(area).elementsEqual(right.prefix(area)) ? 3 : 4
    }

    private borrowing func number(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> UInt8 {
        EditDistance.distance(left, right, limit: 1) == 1 && max(left.count, right.count) > 1 ? 2 : 3
    }

    private borrowing func text(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> UInt8 {
        if Self.slips(left, right, 1, from: 5) { return 2 }
        let similarity = closeness(left, right)
        if similarity >= Self.nearSimilarity { return 2 }
        return similarity >= Self.closeSimilarity ? 3 : 4
    }

    private borrowing func email(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> UInt8 {
        let leftName = left.prefix { $0 != 0x40 }
        let rightName = right.prefix { $0 != 0x40 }
        if leftName.count >= 3, leftName.elementsEqual(rightName) { return 2 }
        return Self.slips(left, right, 2, from: 8) ? 3 : 4
    }

    /// At most `limit` slips, where both values have at least `from` bytes.
    private static func slips(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, _ limit: Int, from shortest: Int
    ) -> Bool {
        min(left.count, right.count) >= shortest && EditDistance.distance(left, right, limit: limit) <= limit
    }
}
