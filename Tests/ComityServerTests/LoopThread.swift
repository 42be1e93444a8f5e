import ComityServer
import Glibc
import Synchronization

/// An event loop on a thread of its own, as a node has it. `body` makes what belongs to the loop, says when it is
/// ready, runs the loop and reports.
final class LoopThread<Outcome: Sendable>: Sendable {
    typealias Body = @Sendable (EventLoop, _ ready: () -> Void) throws -> Outcome

    private let state: State
    private let thread: pthread_t

    /// Returns when `body` is ready; throws what it threw before that.
    init(_ body: @escaping Body) throws {
        state = State(body)
        thread = Self.spawn(state)
        state.isReady.wait()
        if state.mailbox.withLock({ $0 == nil }) { _ = try stop() }
    }

    private static func spawn(_ state: State) -> pthread_t {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(state).toOpaque()
        let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
            guard let context else { return nil }
            Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }
        let failed = pthread_create(&thread, nil, entry, context)
        precondition(failed == 0, "a thread can be made")
        return thread
    }

    /// Hands a letter to the loop and waits until it was opened.
    func run(_ letter: @escaping LoopMailbox.Letter) {
        let isDone = Gate()
        state.mailbox.withLock { $0 }?.post { loop in
            letter(loop)
            isDone.open()
        }
        isDone.wait()
    }

    /// Ends the loop and returns what `body` reported. This or ``join()`` is called once.
    func stop() throws -> Outcome {
        state.mailbox.withLock { $0 }?.post { $0.stop() }
        return try join()
    }

    /// Waits until the loop has ended by itself.
    func join() throws -> Outcome {
        pthread_join(thread, nil)
        let outcome = state.outcome.withLock { $0 }
        guard let outcome else { preconditionFailure("the thread ended, so it has an outcome") }
        return try outcome.get()
    }

    private final class State: ThreadBody, @unchecked Sendable {
        let isReady = Gate()
        let mailbox = Mutex<LoopMailbox?>(nil)
        let outcome = Mutex<Result<Outcome, any Error>?>(nil)
        private let body: Body

        init(_ body: @escaping Body) { self.body = body }

        override func run() {
            let result = attempt()
            outcome.withLock { $0 = result }
            isReady.open()
        }

        private func attempt() -> Result<Outcome, any Error> {
            do {
                let loop = try EventLoop()
                let outcome = try body(loop) {
                    mailbox.withLock { $0 = loop.mailbox }
                    isReady.open()
                }
                return .success(outcome)
            } catch {
                return .failure(error)
            }
        }
    }
}

/// What a thread runs: a class without type parameters, so that a C function can name it.
private class ThreadBody {
    func run() {}
}

/// Lets one thread wait for another.
final class Gate: @unchecked Sendable {
    // Made in init, destroyed in deinit; the semaphore itself is what threads may share.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func open() { sem_post(semaphore) }
    func wait() { while sem_wait(semaphore) != 0 {} }
}
