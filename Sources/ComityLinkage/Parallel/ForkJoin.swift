import Glibc
internal import Synchronization

/// Runs numbered jobs on several threads and returns when all are done. Specs/linkage-model.md#run
///
/// Which thread takes which job is chance, so a job writes only what belongs to its number (or to its worker, if the
/// parts are joined by a sum of integers): then no result shows how many threads there were.
package enum ForkJoin {
    /// Threads of one run at most: beyond, the memory of workers costs more than they gain.
    package static let threadLimit = 64

    /// Calls `body(job, worker)` once for every job below `count`; `worker` is below `threads`, and no two calls with
    /// one worker overlap. With one thread the jobs run in order on the caller's.
    package static func run(_ count: Int, threads: Int, _ body: (_ job: Int, _ worker: Int) -> Void) {
        let workers = min(max(threads, 1), count, threadLimit)
        guard workers > 1 else {
            for job in 0..<count { body(job, 0) }
            return
        }
        withoutActuallyEscaping(body) { body in
            let work = Work(count: count, body: body)
            var helpers: [pthread_t] = []
            for worker in 1..<workers {
                if let helper = start(work, worker) { helpers.append(helper) }
            }
            work.take(worker: 0)
            for helper in helpers { pthread_join(helper, nil) }
        }
    }

    /// The jobs that are left. Workers share it, and touch nothing of it but the counter.
    private final class Work: @unchecked Sendable {
        private let count: Int
        private let body: (Int, Int) -> Void
        private let next = Atomic<Int>(0)

        init(count: Int, body: @escaping (Int, Int) -> Void) {
            self.count = count
            self.body = body
        }

        func take(worker: Int) {
            while true {
                let job = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard job < count else { return }
                body(job, worker)
            }
        }
    }

    private final class Helper {
        let work: Work
        let worker: Int

        init(_ work: Work, _ worker: Int) {
            self.work = work
            self.worker = worker
        }
    }

    /// Nil if the machine gives no more threads: then the others do its share.
    private static func start(_ work: Work, _ worker: Int) -> pthread_t? {
        var thread = pthread_t()
        let helper = Unmanaged.passRetained(Helper(work, worker))
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let helper = Unmanaged<Helper>.fromOpaque(argument).takeRetainedValue()
                helper.work.take(worker: helper.worker)
                return nil
            }, helper.toOpaque())
        guard status == 0 else {
            helper.release()
            return nil
        }
        return thread
    }
}

extension ForkJoin {
    /// The results of numbered jobs, in their order. Complexity: that of the jobs.
    static func map<Result>(_ count: Int, threads: Int, _ job: (Int) -> Result) -> [Result] {
        [Result](unsafeUninitializedCapacity: count) { results, filled in
            nonisolated(unsafe) let results = results
            run(count, threads: threads) { number, _ in
                results.initializeElement(at: number, to: job(number))
            }
            filled = count
        }
    }
}
