package import ComityCore
package import ComityNode
internal import Glibc

/// The same requests in the command's own process, while no node runs. Specs/control.md
package final class LocalChannel: ControlChannel {
    /// How long follow-up work (projection, linkage) may take after a request; a node that runs later does the rest.
    private static let settleMilliseconds: Int64 = 2_000

    /// Released before the lock.
    private var driver: (any NodeDriver)?
    private var lock: HomeLock?

    package init(_ driver: any NodeDriver, lock: HomeLock) {
        (self.driver, self.lock) = (driver, lock)
    }

    deinit {
        driver = nil
        lock = nil
    }

    package func perform(
        _ request: ControlRequest, reply: (ControlReply) throws(ControlFailure) -> Bool
    ) throws(ControlFailure) -> CBORValue {
        guard let driver else { return [:] }
        defer { settle(driver) }
        switch driver.perform(request, now: SystemClock.now()) {
        case .result(let value): return value
        case .failure(let failure): throw failure
        case .rows(let rows, let result):
            for row in rows where try !reply(.row(row)) { return [:] }
            return result
        case .job(let job): return try finish(job, driver, reply: reply)
        }
    }

    private func finish(
        _ job: any ControlJob, _ driver: any NodeDriver, reply: (ControlReply) throws(ControlFailure) -> Bool
    ) throws(ControlFailure) -> CBORValue {
        while true {
            let step = job.step(now: SystemClock.now())
            do throws(ControlFailure) {
                for frame in step.replies where try !reply(frame) {
                    job.cancel()
                    return [:]
                }
            } catch {
                job.cancel()
                throw error
            }
            switch step.next {
            case .again: break
            case .after(let milliseconds): usleep(UInt32(clamping: min(max(milliseconds, 0), 60_000) * 1_000))
            case .result(let value): return value
            case .failure(let failure): throw failure
            }
        }
    }

    /// Does what the request left to do, as the running node would; there are no links to send anything to.
    private func settle(_ driver: any NodeDriver) {
        let end = SystemClock.monotonicMilliseconds() + Self.settleMilliseconds
        var hasMore = true
        while hasMore, SystemClock.monotonicMilliseconds() < end {
            let now = SystemClock.now()
            hasMore = driver.wake(now: now).contains { action in
                if case .wakeAt(let time) = action { time <= now } else { false }
            }
        }
    }
}
