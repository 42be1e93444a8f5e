/// Names: words in order, without titles, and without particles unless nothing else is left.
/// Specs/linkage-model.md#names
enum NameStandard {
    static func name(_ folded: [UInt8]) -> [UInt8] { Words.join(significant(folded)) }

    /// Words in byte order, so that `Surname, Given` and `Given Surname` are one spelling.
    static func fullName(_ folded: [UInt8]) -> [UInt8] {
        Words.join(significant(folded).sorted { $0.lexicographicallyPrecedes($1) })
    }

    private static func significant(_ folded: [UInt8]) -> [ArraySlice<UInt8>] {
        let words = Words.split(folded)
        guard words.count > 1 else { return words }
        let untitled = words.filter { !titles.contains(Array($0)) }
        let kept = untitled.filter { !particles.contains(Array($0)) }
        return kept.isEmpty ? (untitled.isEmpty ? words : untitled) : kept
    }

    private static func set(_ words: String) -> Set<[UInt8]> {
        Set(words.split(separator: " ").map { Array($0.utf8) })
    }

    private static let titles = set("mr mrs ms miss dr prof sir jr sr esq phd md herr frau senor senora mme monsieur")
    private static let particles = set(
        "de del della di da dos das do du des la le las los van von der den ter ten te zu zum zur al el ul bin ibn bint ben abu y e"
    )
}
