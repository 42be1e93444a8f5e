/// How a word may sound, whatever language spelt it: its consonants as sets of classes, and between them its vowels.
/// Specs/linkage-model.md#sounds
///
/// A letter that languages read differently has several classes (`ch` is that of Bach, Charlotte and Chang), so that
/// two spellings are alike where their sets meet. Vowels are three classes, because transliterations mix a and e, e and
/// i, o and u, but hardly ever a and o.
struct Sounds {
    /// Consonants that are kept; a longer word is compared by its beginning.
    static let longest = 15

    /// Sets of ``Consonant`` classes, ``Consonant/optional`` among them.
    private(set) var consonants = InlineArray<15, UInt32>(repeating: 0)
    /// Sets of vowel classes before each consonant, and after the last.
    private(set) var gaps = InlineArray<16, UInt8>(repeating: 0)
    private(set) var count = 0

    /// Nil if the word has other bytes than `a` to `z`, or none. Complexity: O(bytes).
    /// - Parameter isReading: of Chinese characters, which write an r of other languages as l.
    init?(_ word: UnsafeBufferPointer<UInt8>, isReading: Bool = false) {
        guard !word.isEmpty, word.allSatisfy({ $0 &- 0x61 < 26 }) else { return nil }
        var reader = SoundReader(word)
        while let sound = reader.next(), count < Self.longest {
            switch sound {
            case .vowel(let classes): gaps[count] |= classes
            case .consonant(Consonant.l) where isReading: append(Consonant.l | Consonant.r)
            case .consonant(let classes): append(classes)
            }
        }
    }

    /// Twice the same consonant without a vowel between is one.
    private mutating func append(_ classes: UInt32) {
        if count > 0, gaps[count] == 0, consonants[count - 1] == classes { return }
        consonants[count] = classes
        count += 1
    }

    /// Whether two words may be spellings of one name. Symmetric. Complexity: O(consonants).
    func agree(with other: Sounds) -> Bool {
        var walk = SoundWalk(self, other)
        return walk.run()
    }

    /// Consonants that must be there.
    var firmCount: Int {
        var firm = 0
        for place in 0..<count where consonants[place] & Consonant.optional == 0 { firm += 1 }
        return firm
    }

    /// Classes of any consonant.
    var allClasses: UInt32 {
        var classes: UInt32 = 0
        for place in 0..<count { classes |= consonants[place] & Consonant.classes }
        return classes
    }

    /// Classes of the consonants that must be there and cannot be another one.
    var unmistakableClasses: UInt32 {
        var classes: UInt32 = 0
        for place in 0..<count where consonants[place].nonzeroBitCount == 1 { classes |= consonants[place] }
        return classes
    }

    /// Whether vowels are hardly written, as in Arabic and Hebrew.
    var isVowelPoor: Bool {
        guard count >= 3 else { return false }
        var written = 0
        for place in 1..<count where gaps[place] != 0 { written += 1 }
        return written * 3 <= count - 1
    }
}
