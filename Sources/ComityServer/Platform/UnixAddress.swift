internal import ComityCore
internal import Glibc

/// Addresses of AF_UNIX sockets.
enum UnixAddress {
    /// The address of `path`, or nil if it is empty or does not fit (``HomeLayout/socketPathLimitBytes``).
    static func make(path: String) -> sockaddr_un? {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= HomeLayout.socketPathLimitBytes, !bytes.contains(0) else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return address
    }

    /// A socket connected to `path`, blocking.
    /// - Throws: `not-running` if nobody listens there, `system-call` for anything else.
    static func connect(path: String) throws(ServerError) -> Int32 {
        guard var address = make(path: path) else {
            throw ServerError(.homeUnusable, "`\(path)` is no path for a socket")
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system("cannot make a socket", errno: errno) }
        let failed = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) != 0 ? errno : 0
            }
        }
        guard failed != 0 else { return descriptor }
        close(descriptor)
        switch failed {
        case ENOENT, ECONNREFUSED, ENOTDIR: throw ServerError(.notRunning, "no node answers at `\(path)`")
        default: throw .system("cannot connect to `\(path)`", errno: failed)
        }
    }

    /// A listening-ready socket bound to `path`, mode 0600, non-blocking; replaces a socket that is there.
    /// - Throws: `bind-failed`.
    static func bind(path: String) throws(ServerError) -> Int32 {
        guard var address = make(path: path) else {
            throw ServerError(.bindFailed, "`\(path)` is no path for a socket")
        }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .system(.bindFailed, "cannot make a socket", errno: errno) }
        unlink(path)
        let before = umask(0o177)
        defer { umask(before) }
        let failed = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) != 0 ? errno : 0
            }
        }
        guard failed == 0 else {
            close(descriptor)
            throw .system(.bindFailed, "cannot listen on `\(path)`", errno: failed)
        }
        return descriptor
    }
}
