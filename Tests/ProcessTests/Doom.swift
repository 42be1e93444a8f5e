import Foundation
import Glibc

/// `kill -9` of a process at a moment to come.
final class Doom {
    private let done = DispatchSemaphore(value: 0)

    /// - Parameter process: a child that nobody reaps before ``strike()``.
    init(_ process: pid_t, afterMilliseconds delay: UInt32) {
        Thread.detachNewThread { [done] in
            usleep(delay * 1000)
            kill(process, SIGKILL)
            done.signal()
        }
    }

    /// Waits until it has happened.
    func strike() { done.wait() }
}
