/// Classes of consonants, as bits of a set. Specs/linkage-model.md#sounds
enum Consonant {
    static let p: UInt32 = 1 << 0
    static let b: UInt32 = 1 << 1
    static let t: UInt32 = 1 << 2
    static let d: UInt32 = 1 << 3
    /// s, sh, z.
    static let s: UInt32 = 1 << 4
    /// ch, zh, and j of English.
    static let c: UInt32 = 1 << 5
    static let k: UInt32 = 1 << 6
    static let g: UInt32 = 1 << 7
    static let h: UInt32 = 1 << 8
    static let v: UInt32 = 1 << 9
    static let f: UInt32 = 1 << 10
    static let l: UInt32 = 1 << 11
    static let m: UInt32 = 1 << 12
    static let n: UInt32 = 1 << 13
    static let r: UInt32 = 1 << 14
    static let y: UInt32 = 1 << 15
    static let classes: UInt32 = 0xFFFF
    /// A sound that spellings leave out: h within a word, a glide.
    static let optional: UInt32 = 1 << 16
}

/// Reads a word of `a` to `z` sound by sound, the longest spelling first. Specs/linkage-model.md#sounds
struct SoundReader {
    enum Sound {
        case vowel(UInt8)
        case consonant(UInt32)
    }

    private static let a: UInt8 = 1
    static let i: UInt8 = 2
    static let u: UInt8 = 4

    private let word: UnsafeBufferPointer<UInt8>
    private var place = 0
    /// The second sound of `x`.
    private var waiting: UInt32?

    init(_ word: UnsafeBufferPointer<UInt8>) { self.word = word }

    mutating func next() -> Sound? {
        if let sound = waiting {
            waiting = nil
            return .consonant(sound)
        }
        guard place < word.count else { return nil }
        if let vowel = vowel() { return .vowel(vowel) }
        if let sound = cluster() { return .consonant(sound) }
        let letter = word[place]
        place += 1
        return single(letter)
    }

    private func letter(_ offset: Int) -> UInt8 { place + offset < word.count ? word[place + offset] : 0 }

    private func isVowel(_ letter: UInt8) -> Bool {
        switch letter {
        case 0x61, 0x65, 0x69, 0x6F, 0x75: true
        default: false
        }
    }

    /// `e`, `i` or `y`: before them c and g are soft.
    private func isFront(_ letter: UInt8) -> Bool { letter == 0x65 || letter == 0x69 || letter == 0x79 }

    /// y, and i at the beginning, are a glide before a vowel; j is a vowel before a consonant and at the end.
    private mutating func vowel() -> UInt8? {
        let letter = letter(0)
        let next = self.letter(1)
        switch letter {
        case 0x61: return take(1, Self.a)
        case 0x65 where isSilentEnd: return take(1, 0)
        case 0x65: return next == 0x65 ? take(2, Self.i) : take(1, Self.a | Self.i)
        case 0x69: return place == 0 && isVowel(next) ? nil : take(1, Self.i)
        case 0x6F, 0x75: return take(1, Self.u)
        case 0x79: return isVowel(next) || place == 0 && next == 0x77 ? nil : take(1, Self.i)
        case 0x6A: return place > 0 && !isVowel(next) && next != 0x79 ? take(1, Self.i) : nil
        default: return nil
        }
    }

    /// The last e of Anne, behind a consonant.
    private var isSilentEnd: Bool { place > 2 && place == word.count - 1 && !isVowel(word[place - 1]) }

    private mutating func take(_ count: Int, _ classes: UInt8) -> UInt8 {
        place += count
        return classes
    }

    private mutating func take(_ count: Int, _ classes: UInt32) -> UInt32 {
        place += count
        return classes
    }

    private func spells(_ text: StaticString) -> Bool {
        guard place + text.utf8CodeUnitCount <= word.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where word[place + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// Several letters for one sound.
    private mutating func cluster() -> UInt32? {
        switch letter(0) {
        case 0x62: spells("bh") ? take(2, Consonant.b | Consonant.v) : nil
        case 0x63: cClusters()
        case 0x64: dClusters()
        case 0x67: gClusters()
        case 0x68: place == 0 && spells("hs") ? take(2, Consonant.s) : nil
        case 0x6B: spells("kh") ? take(2, Consonant.k | Consonant.h) : nil
        case 0x70: spells("ph") ? take(2, Consonant.f) : nil
        case 0x72: spells("rh") ? take(2, Consonant.r) : nil
        case 0x73: spells("sch") ? take(3, Consonant.s) : spells("sh") ? take(2, Consonant.s) : nil
        case 0x74: tClusters()
        case 0x7A: spells("zh") ? take(2, Consonant.c | Consonant.s) : nil
        default: nil
        }
    }

    private mutating func cClusters() -> UInt32? {
        if spells("ch") { return take(2, Consonant.c | Consonant.s | Consonant.k | Consonant.h) }
        if spells("ck") { return take(2, Consonant.k) }
        return spells("cz") ? take(2, Consonant.s | Consonant.c) : nil
    }

    private mutating func dClusters() -> UInt32? {
        if spells("dsch") { return take(4, Consonant.c) }
        if spells("dzh") { return take(3, Consonant.c) }
        if spells("dh") { return take(2, Consonant.d) }
        if spells("dj") { return take(2, Consonant.c | Consonant.y) }
        if spells("dt") { return take(2, Consonant.d | Consonant.t) }
        return spells("dz") ? take(2, Consonant.s | Consonant.c) : nil
    }

    private mutating func gClusters() -> UInt32? {
        if spells("gh") { return take(2, Consonant.g | Consonant.k) }
        return spells("gu") && isFront(letter(2)) ? take(2, Consonant.g) : nil
    }

    private mutating func tClusters() -> UInt32? {
        if spells("tsch") { return take(4, Consonant.c) }
        if spells("tch") || spells("tsh") { return take(3, Consonant.c) }
        if spells("th") { return take(2, Consonant.t) }
        return spells("ts") || spells("tz") ? take(2, Consonant.s | Consonant.c) : nil
    }

    /// `place` is behind the letter.
    private mutating func single(_ letter: UInt8) -> Sound {
        let next = self.letter(0)
        let isFirst = place == 1
        let isLast = next == 0
        let glide = isFirst ? 0 : Consonant.optional
        let classes: UInt32
        switch letter {
        case 0x62: classes = Consonant.b | (isLast ? Consonant.p : 0)
        case 0x63: classes = isFront(next) ? Consonant.s | Consonant.c : Consonant.k
        case 0x64: classes = Consonant.d | (isLast ? Consonant.t : 0)
        case 0x66: classes = Consonant.f
        case 0x67: classes = softOrHard(next)
        case 0x68: classes = Consonant.h | glide
        case 0x69, 0x79: classes = Consonant.y | Consonant.optional
        case 0x6A: classes = Consonant.c | Consonant.y | Consonant.h
        case 0x6B: classes = Consonant.k
        case 0x6C: classes = Consonant.l
        case 0x6D: classes = Consonant.m
        case 0x6E: classes = Consonant.n | (isLabial(next) ? Consonant.m : 0)
        case 0x70: classes = Consonant.p
        case 0x71: classes = Consonant.k | Consonant.g
        case 0x72: classes = Consonant.r
        case 0x74: classes = Consonant.t
        case 0x76: classes = Consonant.v | Consonant.f
        case 0x77: classes = Consonant.v | Consonant.f | glide
        case 0x78 where isFirst: classes = Consonant.s | Consonant.k | Consonant.h
        case 0x78:
            waiting = Consonant.s
            classes = Consonant.k
        default: classes = Consonant.s
        }
        return .consonant(classes)
    }

    private func softOrHard(_ next: UInt8) -> UInt32 {
        if isFront(next) { return Consonant.g | Consonant.c | Consonant.h }
        guard next == 0 else { return Consonant.g }
        let isNasal = place >= 2 && word[place - 2] == 0x6E
        return Consonant.g | Consonant.k | (isNasal ? Consonant.optional : 0)
    }

    private func isLabial(_ letter: UInt8) -> Bool { letter == 0x62 || letter == 0x6D || letter == 0x70 }
}
