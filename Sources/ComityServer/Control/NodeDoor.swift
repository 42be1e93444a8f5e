package import ComityNode
internal import ComityCore
internal import Glibc

/// Finds the way to a home's node: the control socket of the process that runs it, or the lock and this process.
package enum NodeDoor {
    private static let retryMilliseconds: Int64 = 50

    /// - Parameter makeDriver: opens the node of the home in this process; called with the lock held.
    /// - Throws: `no-home` (exit 69), `locked` (exit 75: somebody holds the lock and answers nothing), or what opening
    ///   the node threw.
    package static func open(
        _ home: HomeLayout, makeDriver: (HomeLayout) throws(ControlFailure) -> any NodeDriver
    ) throws(ControlFailure) -> any ControlChannel {
        try checkHome(home)
        let end = SystemClock.monotonicMilliseconds() + ServerLimits.lockPatienceMilliseconds
        while true {
            if let client = try running(home) { return client }
            if let lock = try lock(home) { return LocalChannel(try makeDriver(home), lock: lock) }
            guard SystemClock.monotonicMilliseconds() < end else {
                throw ControlFailure(
                    "locked", "another process holds `\(home.lockPath)` and does not answer",
                    hints: ["a node that starts or stops takes a moment: try again"], exit: .locked)
            }
            usleep(UInt32(retryMilliseconds * 1_000))
        }
    }

    private static func checkHome(_ home: HomeLayout) throws(ControlFailure) {
        try home.checkPresent()
        do throws(ServerError) {
            try home.checkFolder()
        } catch {
            throw ControlFailure(error.code, error.reason, exit: .cannotWrite)
        }
    }

    private static func running(_ home: HomeLayout) throws(ControlFailure) -> ControlClient? {
        do throws(ServerError) {
            return try ControlClient(home)
        } catch {
            if error.kind == .notRunning { return nil }
            throw ControlFailure("control-failed", error.reason, exit: .unreachable)
        }
    }

    private static func lock(_ home: HomeLayout) throws(ControlFailure) -> HomeLock? {
        do throws(ServerError) {
            return try HomeLock(home)
        } catch {
            if error.kind == .homeLocked { return nil }
            throw ControlFailure(error.code, error.reason, exit: .cannotWrite)
        }
    }
}
