internal import ComityCore
internal import Glibc
internal import Synchronization

/// Letters from other threads to the thread of an ``EventLoop``, each opened there once, in order.
package final class LoopMailbox: Sendable {
    package typealias Letter = @Sendable (EventLoop) -> Void

    /// Locked by both sides, for the length of an append or a swap.
    private let letters = Mutex<[Letter]>([])
    /// Readable while letters wait. Both ends are closed in `deinit`.
    let readEnd: Int32
    private let writeEnd: Int32

    init() throws(ServerError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .system("cannot make a pipe", errno: errno) }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    package func post(_ letter: @escaping Letter) {
        let wasEmpty = letters.withLock { letters in
            letters.append(letter)
            return letters.count == 1
        }
        // A full pipe is as good as one byte: the loop wakes up for either.
        if wasEmpty { _ = write(writeEnd, [1], 1) }
    }

    func collect() -> [Letter] {
        var scratch = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &scratch, scratch.count) > 0 {}
        return letters.withLock { letters in
            defer { letters.removeAll() }
            return letters
        }
    }
}
