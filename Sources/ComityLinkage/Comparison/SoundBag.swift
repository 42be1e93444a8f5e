/// Which families of consonants a word has, whatever their order: a cheap no to most questions of ``Sounds``.
struct SoundBag {
    let families: UInt8

    /// Complexity: O(bytes).
    init(_ word: UnsafeBufferPointer<UInt8>) {
        var families: UInt8 = 0
        for byte in word { families |= Self.family(byte) }
        self.families = families
    }

    /// Words that are alike have the same families.
    func mayAgree(with other: SoundBag) -> Bool { families == other.families }

    private static let liquidL: UInt8 = 1
    private static let liquidR: UInt8 = 2
    private static let nasal: UInt8 = 4

    /// l and r are hardly ever misheard, nor m and n for anything but each other.
    private static func family(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x6C: liquidL
        case 0x72: liquidR
        case 0x6D, 0x6E: nasal
        default: 0
        }
    }
}
