/// What one guess of a passphrase costs (RFC 7914). Specs/keys.md#passphrases
package struct ScryptCost: Hashable, Sendable {
    /// log2 of N: memory is 2^n × 1 KiB.
    package let memoryBits: Int
    /// p: how often that memory is filled.
    package let passes: Int

    /// r, in blocks of 128 bytes; RFC 7914 proposes 8, and nothing else is read.
    static let blocks: UInt64 = 8
    /// 32 MiB three times, about a third of a second.
    package static let standard = ScryptCost(memoryBits: 15, passes: 3)
    /// 1 MiB once: for tests.
    package static let least = ScryptCost(memoryBits: 10, passes: 1)

    /// What is read: above it, a forged file could make us fill 256 MiB or work for minutes.
    static let memoryBitsRange = 10...18
    static let passesRange = 1...8

    private init(memoryBits: Int, passes: Int) {
        self.memoryBits = memoryBits
        self.passes = passes
    }

    /// Nil if it is outside what is read.
    init?(memoryBits: UInt64, passes: UInt64) {
        guard let memoryBits = Int(exactly: memoryBits), Self.memoryBitsRange.contains(memoryBits),
            let passes = Int(exactly: passes), Self.passesRange.contains(passes)
        else { return nil }
        self.init(memoryBits: memoryBits, passes: passes)
    }
}
