import ComityCore
import Glibc

/// One direction of a proxied connection: chunks that wait for their time, in the order in which they came, as TCP
/// promises it.
final class Wire {
    let input: Int32
    let output: Int32
    private var queue: [(release: Int64, bytes: [UInt8])] = []
    /// Chunks read so far.
    private(set) var taken = 0
    /// Bytes of the first chunk that have gone out.
    private var sent = 0
    private var hasEnded = false
    private var isShut = false

    /// A wire that holds so much reads no more.
    private static let limitChunks = 64
    private static let chunkBytes = 4 << 10

    init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    var wantsInput: Bool { !hasEnded && queue.count < Self.limitChunks }
    var isWaiting: Bool { !queue.isEmpty }
    var isDone: Bool { isShut }

    /// Reads a chunk of seeded length, to be sent on after a seeded delay.
    /// - Returns: false if the connection is broken.
    func take(now: Int64, delayMilliseconds: Int, _ random: inout SeededRandom) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 + Int(random.next() % UInt64(Self.chunkBytes)))
        let count = read(input, &buffer, buffer.count)
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        if count == 0 {
            hasEnded = true
        } else {
            taken += 1
            let delay = Int64(random.next() % UInt64(delayMilliseconds + 1))
            queue.append((max(now + delay, queue.last?.release ?? 0), Array(buffer[..<count])))
        }
        return true
    }

    /// Sends what is due.
    /// - Returns: false if the connection is broken.
    func deliver(now: Int64) -> Bool {
        while let next = queue.first, next.release <= now {
            let count = next.bytes.withUnsafeBytes {
                send(output, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            sent += count
            guard sent == next.bytes.count else { return true }
            queue.removeFirst()
            sent = 0
        }
        if hasEnded, queue.isEmpty, !isShut {
            isShut = true
            shutdown(output, Int32(SHUT_WR))
        }
        return true
    }
}
