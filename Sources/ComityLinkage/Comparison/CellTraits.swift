/// What can be known of a cell before it is compared, so that most pairs of different cells need no comparison.
/// Computed once for each distinct cell. Specs/linkage-model.md#levels knows nothing of it: it never changes a level.
package struct CellTraits: BitwiseCopyable, Sendable {
    /// Which bytes there are, as ``ByteSet``.
    private let letters: UInt64
    /// The same after ``Misreads`` are spelt in one way.
    private let shapes: UInt64
    /// Which groups of ``Nicknames``, modulo 64.
    private let nicknames: UInt64
    /// Classes of all consonants of ``Sounds``, and of those that are firm and have one class only.
    private let consonants: UInt32
    private let firmConsonants: UInt32
    /// The first four bytes; 0 for those that are not there.
    private let beginning: UInt32
    private let families: UInt8
    private let count: UInt8
    private let form: Form

    private enum Form: UInt8, BitwiseCopyable {
        /// One value of one word of ASCII bytes, from two bytes on.
        case word
        /// One value of several words, all of ASCII.
        case words
        case other
    }

    /// Complexity: O(bytes).
    package init(_ cell: UnsafeBufferPointer<UInt8>) {
        letters = ByteSet(cell).bits
        shapes = Misreads.shapes(cell)
        families = SoundBag(cell).families
        count = UInt8(clamping: cell.count)
        beginning = cell.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        let isPlain = cell.count > 1 && cell.allSatisfy { $0 < 0x80 && $0 != Standardisation.separator }
        let isWord = isPlain && !cell.contains(0x20)
        form = isWord ? .word : isPlain ? .words : .other
        nicknames = isWord ? Nicknames.groups(cell)?.folded ?? 0 : 0
        let sounds = isWord ? Sounds(cell) : nil
        consonants = sounds?.allClasses ?? 0
        firmConsonants = sounds?.unmistakableClasses ?? 0
    }

    /// True only if two different cells with these traits have the last level of their kind. Symmetric.
    @inline(__always)
    package func differ(from other: CellTraits, _ kind: ComparisonKind) -> Bool {
        switch kind {
        case .givenName: areWords(other) && nicknames & other.nicknames == 0 && areOtherNames(other)
        case .name: areWords(other) && areOtherNames(other)
        case .identifier: arePlain(other) && areOtherNumbers(other)
        case .text: arePlain(other) && missing(other) > 2 && !mayBeSimilar(other)
        case .fullName, .organisation, .date, .postcode, .number, .code, .email, .set: false
        }
    }

    private func areWords(_ other: CellTraits) -> Bool { form == .word && other.form == .word }
    private func arePlain(_ other: CellTraits) -> Bool { form != .other && other.form != .other }

    /// Neither near nor close by slips, nor a misreading, nor alike in sound, nor similar.
    private func areOtherNames(_ other: CellTraits) -> Bool {
        !mayHaveSlips(other) && shapes != other.shapes && !mayBeAlike(other) && !mayBeSimilar(other)
    }

    /// One slip, or two, or an article, by what they do to lengths and bytes.
    private func mayHaveSlips(_ other: CellTraits) -> Bool {
        let missing = missing(other)
        let shorter = min(count, other.count)
        let longer = max(count, other.count) - shorter
        if missing <= 2, longer <= 1 { return true }
        return missing <= 4 && longer <= 2 && shorter >= 5
    }

    /// As names, and none can be a part of the other.
    private func areOtherNumbers(_ other: CellTraits) -> Bool {
        let isPart = letters & ~other.letters == 0 || other.letters & ~letters == 0
        return missing(other) > 4 && shapes != other.shapes && !isPart
    }

    /// Different bytes that only one of them has, at least; a slip changes at most two.
    private func missing(_ other: CellTraits) -> Int { (letters ^ other.letters).nonzeroBitCount }

    private func mayBeAlike(_ other: CellTraits) -> Bool {
        guard families == other.families else { return false }
        return firmConsonants & ~other.consonants == 0 && other.firmConsonants & ~consonants == 0
    }

    /// False only if the level of two cells as surnames is surely below `near`. The cells may be equal.
    @inline(__always)
    func mayBeNear(_ other: CellTraits) -> Bool {
        guard areWords(other) else { return true }
        let longer = max(count, other.count) - min(count, other.count)
        if longer <= 1, missing(other) <= 2 { return true }
        return shapes == other.shapes || longer <= 2 && mayReach(CellComparer.nearSimilarity, other)
    }

    private func mayBeSimilar(_ other: CellTraits) -> Bool { mayReach(CellComparer.closeSimilarity, other) }

    /// As ``JaroWinkler/mayReach(_:_:_:)``.
    private func mayReach(_ bound: Double, _ other: CellTraits) -> Bool {
        JaroWinkler.mayReach(
            bound, Int(count), ByteSet(bits: letters), Int(other.count), ByteSet(bits: other.letters),
            beginning: (beginning ^ other.beginning).trailingZeroBitCount / 8)
    }
}
