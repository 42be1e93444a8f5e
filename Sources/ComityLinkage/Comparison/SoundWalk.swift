/// Two words side by side, consonant by consonant. Specs/linkage-model.md#sounds
struct SoundWalk {
    /// Vowels that one spelling may leave out: Dmitri, Dimitri.
    private static let dropsAllowed = 1

    private let left: Sounds
    private let right: Sounds
    private let ignoresDrops: Bool
    private var leftPlace = 0
    private var rightPlace = 0
    /// Vowels since the last pair of consonants.
    private var leftGap: UInt8 = 0
    private var rightGap: UInt8 = 0
    private var drops = 0

    init(_ left: Sounds, _ right: Sounds) {
        self.left = left
        self.right = right
        ignoresDrops = left.isVowelPoor || right.isVowelPoor
    }

    mutating func run() -> Bool {
        let firm = min(left.firmCount, right.firmCount)
        guard firm > 0 else { return false }
        leftGap = left.gaps[0]
        rightGap = right.gaps[0]
        while leftPlace < left.count || rightPlace < right.count {
            guard step() else { return false }
        }
        guard closeGap(isFirst: false) else { return false }
        if firm == 1 { return sameVowels() }
        return ignoresDrops || drops <= Self.dropsAllowed
    }

    /// One pair of consonants, or one that is left out.
    private mutating func step() -> Bool {
        let one = leftPlace < left.count ? left.consonants[leftPlace] : Consonant.optional
        let other = rightPlace < right.count ? right.consonants[rightPlace] : Consonant.optional
        if one & other & Consonant.classes != 0 {
            guard closeGap(isFirst: leftPlace == 0 && rightPlace == 0) else { return false }
            advanceLeft(opening: true)
            advanceRight(opening: true)
            return true
        }
        if one & Consonant.optional != 0, leftPlace < left.count {
            advanceLeft(opening: false)
            return true
        }
        guard other & Consonant.optional != 0, rightPlace < right.count else { return false }
        advanceRight(opening: false)
        return true
    }

    /// An opening consonant is a pair's, and vowels begin anew; a glide that is left out is a vowel.
    private mutating func advanceLeft(opening: Bool) {
        let before = opening ? 0 : leftGap | Self.vowel(left.consonants[leftPlace])
        leftPlace += 1
        leftGap = left.gaps[leftPlace] | before
    }

    private mutating func advanceRight(opening: Bool) {
        let before = opening ? 0 : rightGap | Self.vowel(right.consonants[rightPlace])
        rightPlace += 1
        rightGap = right.gaps[rightPlace] | before
    }

    private static func vowel(_ consonant: UInt32) -> UInt8 {
        if consonant & Consonant.y != 0 { return SoundReader.i }
        return consonant & Consonant.v != 0 ? SoundReader.u : 0
    }

    /// Vowels at one place must meet; one side may have none, but not before the first consonant.
    private mutating func closeGap(isFirst: Bool) -> Bool {
        if leftGap == 0 && rightGap == 0 { return true }
        if leftGap & rightGap != 0 { return true }
        guard leftGap == 0 || rightGap == 0, !isFirst else { return false }
        drops += 1
        return true
    }

    /// Words of one consonant have little to tell them apart: Li is Lee, but not Leo.
    private func sameVowels() -> Bool {
        drops == 0 && allVowels(left) == allVowels(right)
    }

    private func allVowels(_ sounds: Sounds) -> UInt8 {
        var classes: UInt8 = 0
        for place in 0...sounds.count { classes |= sounds.gaps[place] }
        return classes
    }
}
