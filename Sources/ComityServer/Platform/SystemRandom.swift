internal import CPlatform
internal import ComityCore

/// The kernel's randomness, for keys, salts and handles of a real node.
package struct SystemRandom: RandomSource {
    /// Words of one system call: 256 bytes, the largest read that no signal interrupts.
    private static let poolWords = 32
    private var pool: [UInt64] = []

    package init() {}

    /// The next 64 bits. Words are handed out once and erased here.
    package mutating func next() -> UInt64 {
        if pool.isEmpty { refill() }
        return pool.removeLast()
    }

    private mutating func refill() {
        pool = [UInt64](repeating: 0, count: Self.poolWords)
        let failure = pool.withUnsafeMutableBytes { comity_random($0.baseAddress, $0.count) }
        // getrandom fails only on a kernel without it or with a bad address: nothing safe can follow.
        precondition(failure == 0, "the kernel gives no randomness: errno \(failure)")
    }
}
