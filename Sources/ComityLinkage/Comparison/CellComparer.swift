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
        if kind != .date, Self.equal(left, right) { return Self.exact }
        guard left.contains(Standardisation.separator) || right.contains(Standardisation.separator) else {
            return atomLevel(kind, left, right)
        }
        let best = bestLevel(kind, left, right)
        return kind == .set && best == Self.exact ? 2 : best
    }

    /// The same level for two different cells, neither empty, whose traits are known: most pairs need no look at their
    /// bytes. Complexity: as ``level(_:_:_:)``, mostly O(1).
    @inline(__always)
    package borrowing func level(
        _ kind: ComparisonKind, _ left: UnsafeBufferPointer<UInt8>, _ leftTraits: CellTraits,
        _ right: UnsafeBufferPointer<UInt8>, _ rightTraits: CellTraits
    ) -> UInt8 {
        if leftTraits.differ(from: rightTraits, kind) { return UInt8(truncatingIfNeeded: kind.levelCount) }
        return level(kind, left, right)
    }

    /// Missing only if all pairs of values are.
    private borrowing func bestLevel(
        _ kind: ComparisonKind, _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> UInt8 {
        var best = UInt8.max
        Atoms.forEach(left) { leftAtom in
            Atoms.forEach(right) { rightAtom in
                let level = atomLevel(kind, leftAtom, rightAtom)
                if level != Self.missing { best = min(best, level) }
            }
        }
        return best == .max ? Self.missing : best
    }

    static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        FastHash.equal(left, right)
    }

    private borrowing func atomLevel(
        _ kind: ComparisonKind, _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> UInt8 {
        if kind == .date { return DateLevels.level(left, right) }
        if Self.equal(left, right) { return Self.exact }
        // The alignment of words can depend on the order of its arguments: the smaller goes first.
        if right.lexicographicallyPrecedes(left) { return unequalLevel(kind, right, left) }
        return unequalLevel(kind, left, right)
    }

    private borrowing func unequalLevel(
        _ kind: ComparisonKind, _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> UInt8 {
        switch kind {
        case .givenName, .name: NameLevels.level(kind, left, right, jaro)
        case .fullName: NameLevels.fullName(left, right, jaro)
        case .organisation: OrganisationLevels.level(left, right, jaro)
        case .identifier: identifier(left, right)
        case .postcode: postcode(left, right)
        case .number: number(left, right)
        case .text: text(left, right)
        case .email: email(left, right)
        case .code: 2
        case .set, .date: 3
        }
    }

    /// The similarity, or 0 if it is surely below ``closeSimilarity``.
    private borrowing func closeness(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Double {
        JaroWinkler.mayReach(Self.closeSimilarity, left, right) ? jaro.similarity(left, right) : 0
    }

    private borrowing func identifier(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> UInt8
    {
        let shorter = min(left.count, right.count)
        guard shorter >= 5 else { return 5 }
        if Misreads.agree(left, right) { return 2 }
        let distance = EditDistance.distance(left, right, limit: 2)
        if distance == 1 || shorter >= 7 && Self.endsOrBegins(left, right) { return 3 }
        return distance == 2 && shorter >= 7 ? 4 : 5
    }

    /// One number is the end or the beginning of the other: a country or area code more, a check digit less.
    private static func endsOrBegins(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let (shorter, longer) = left.count < right.count ? (left, right) : (right, left)
        return longer.suffix(shorter.count).elementsEqual(shorter) || longer.starts(with: shorter)
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
        if Self.sameMailbox(left, right) { return 2 }
        return Self.slips(left, right, 2, from: 8) ? 3 : 4
    }

    /// Equal before the at sign, from three letters and digits on, whatever parts them.
    private static func sameMailbox(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let leftName = left.prefix { $0 != 0x40 }.lazy.filter(Words.isWordByte)
        let rightName = right.prefix { $0 != 0x40 }.lazy.filter(Words.isWordByte)
        return leftName.elementsEqual(rightName) && leftName.prefix(3).count == 3
    }

    /// At most `limit` slips, where both values have at least `from` bytes.
    private static func slips(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, _ limit: Int, from shortest: Int
    ) -> Bool {
        min(left.count, right.count) >= shortest && EditDistance.distance(left, right, limit: limit) <= limit
    }
}
