/// Names: words in order, without titles, and without particles unless nothing else is left; a generation stands last.
/// Specs/linkage-model.md#names
enum NameStandard {
    static func name(_ folded: [UInt8], _ kind: FieldKind) -> [UInt8] {
        let words = NameWords(folded, keepsFirst: kind == .givenName)
        return Words.join(words.significant + words.generation)
    }

    /// Words in byte order, so that `Surname, Given` and `Given Surname` are one spelling.
    static func fullName(_ folded: [UInt8]) -> [UInt8] {
        let words = NameWords(folded, keepsFirst: true)
        return Words.join(words.significant.sorted { $0.lexicographicallyPrecedes($1) } + words.generation)
    }
}

/// The words of a name by what they are. Specs/linkage-model.md#names
private struct NameWords {
    private(set) var significant: [ArraySlice<UInt8>]
    /// At most one of `jr sr iii iv`.
    private(set) var generation: [ArraySlice<UInt8>] = []

    /// - Parameter keepsFirst: whether a first word of two may be a given name though it is a particle elsewhere.
    init(_ folded: [UInt8], keepsFirst: Bool) {
        significant = Words.split(folded).map(Self.withoutDigits)
        guard significant.count > 1 else { return }
        takeGeneration()
        removeTitles()
        guard significant.count > 1 else { return }
        removeParticles(keepsFirst: keepsFirst)
    }

    private mutating func removeParticles(keepsFirst: Bool) {
        guard significant.contains(where: { !Self.particles.contains(Array($0)) }) else { return }
        let last = significant.count - 1
        let first = keepsFirst && significant.count == 2 && Self.givenParticles.contains(Array(significant[0])) ? 0 : -1
        let kept = significant.enumerated().filter { place, word in
            guard Self.particles.contains(Array(word)) else { return true }
            return place == first || place == last && Self.lastNames.contains(Array(word))
        }
        significant = kept.map(\.element)
    }

    private mutating func takeGeneration() {
        guard let place = significant.indices.dropFirst().last(where: { Self.spelling(significant[$0]) != nil }),
            let spelling = Self.spelling(significant[place])
        else { return }
        significant.remove(at: place)
        generation = [spelling]
    }

    private mutating func removeTitles() {
        if significant.count > 1, let last = significant.last, Self.degrees.contains(Array(last)) {
            significant.removeLast()
        }
        let untitled = significant.filter { !Self.titles.contains(Array($0)) }
        if !untitled.isEmpty { significant = untitled }
    }

    /// The one spelling of a word that says a generation.
    private static func spelling(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8>? { generations[Array(word)] }

    /// A word of letters in which a digit stands for the letter that it looks like: `s3rge1`.
    private static func withoutDigits(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard word.contains(where: Words.isDigit), word.contains(where: Words.isLetter) else { return word }
        guard generations[Array(word)] == nil else { return word }
        return word.map { Words.isDigit($0) ? lookAlikes[Int($0 &- 0x30)] : $0 }[...]
    }

    /// For 0 to 9; 2 and 6 look like no letter that is common in names.
    private static let lookAlikes = Array("oi2eas6tbg".utf8)

    private static func set(_ words: String) -> Set<[UInt8]> {
        Set(words.split(separator: " ").map { Array($0.utf8) })
    }

    private static let generations: [[UInt8]: ArraySlice<UInt8>] = {
        var table: [[UInt8]: ArraySlice<UInt8>] = [:]
        for line in [
            "jr junior jnr filho ii 2nd", "sr senior snr", "iii 3rd", "iv 4th",
        ] {
            let words = line.split(separator: " ").map { Array($0.utf8) }
            for word in words { table[word] = words[0][...] }
        }
        return table
    }()
    private static let titles = set(
        """
        mr mrs ms miss mx dr prof professor sir dame rev sr herr frau senor senora senorita sra srta mme \
        mlle monsieur madame signor signora sig capt sgt col president
        """)
    private static let particles = set(
        """
        de del della di da dos das do du des la le las los van von der den ter ten te zu zum zur al el ul bin ibn \
        bint ben abu y e
        """)
    private static let givenParticles = set("al ben do la le van")
    /// Particles that a name may end with: Nguyen Van Le, Capone Al.
    private static let lastNames = set("al ben do du el la le")
    /// Behind a name only; Md is Mohammed elsewhere.
    private static let degrees = set("esq phd md")
}
