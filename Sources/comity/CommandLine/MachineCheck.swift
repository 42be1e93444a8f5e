import ComityCore
import ComityServer
import Glibc

/// What `doctor` can see without a node: the clock, the limits of the process, the home folder and its disk.
enum MachineCheck {
    enum State: String { case ok, warning, fault }

    /// The day on which this version was finished: a clock before it is wrong.
    private static let builtNotBefore = CivilDate(parsing: "2026-01-01")
    /// A hub with thousands of peers needs more, a small node far less.
    private static let descriptorsWanted: UInt64 = 4_096
    /// Room for the store's log and a day of work.
    private static let freeBytesWanted: UInt64 = 1 << 30

    static func finding(_ check: String, _ state: State, _ detail: String) -> CBORValue {
        ["check": .text(check), "state": .text(state.rawValue), "detail": .text(detail)]
    }

    static func all(home: HomeLayout, now: Timestamp) -> [CBORValue] {
        [clock(now), descriptors(), disk(home.path)]
            + [
                permissions("home-permissions", home.path), permissions("keys-permissions", home.keysPath),
                permissions("root-key", home.rootKeyPath), permissions("node-key", home.nodeKeyPath),
                permissions("tls-key", home.tlsKeyPath),
            ].compactMap { $0 }
    }

    private static func clock(_ now: Timestamp) -> CBORValue {
        if let earliest = builtNotBefore?.start, now < earliest {
            return finding("clock", .fault, "\(now) is before this version was made")
        }
        return finding("clock", .ok, "\(now)")
    }

    private static func descriptors() -> CBORValue {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return finding("descriptors", .warning, "the limit cannot be read")
        }
        let state: State = limit.rlim_max < descriptorsWanted ? .warning : .ok
        return finding("descriptors", state, "\(limit.rlim_cur), may be raised to \(limit.rlim_max)")
    }

    private static func disk(_ path: String) -> CBORValue {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return finding("disk", .fault, "`\(path)` cannot be read") }
        let freeBytes = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        return finding("disk", freeBytes < freeBytesWanted ? .warning : .ok, "\(freeBytes >> 20) MiB free")
    }

    /// Nil if there is no such file: other checks speak of that.
    private static func permissions(_ check: String, _ path: String) -> CBORValue? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let mode = status.st_mode & 0o777
        let text = "0" + String(mode, radix: 8)
        if check != "home-permissions", mode & 0o077 != 0 {
            return finding(check, .fault, "`\(path)` is open to others: mode \(text)")
        }
        guard status.st_uid == geteuid() else {
            return finding(check, .warning, "`\(path)` belongs to another account")
        }
        return finding(check, mode & 0o002 == 0 ? .ok : .fault, "mode \(text)")
    }
}
