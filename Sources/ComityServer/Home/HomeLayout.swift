internal import Glibc

/// Where a node keeps its files: names only, nothing is opened here. Specs/control.md#home
package struct HomeLayout: Hashable, Sendable {
    /// The longest path that a Unix socket address holds, in bytes, its closing NUL not counted.
    package static let socketPathLimitBytes = 107

    /// The home folder, absolute, without a slash at its end.
    package let path: String
    /// `XDG_RUNTIME_DIR`, for a socket whose path in the home would be too long.
    private let runtimePath: String?

    package init(path: String, runtimePath: String? = nil) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
        self.runtimePath = runtimePath
    }

    package var keysPath: String { path + "/keys" }
    package var rootKeyPath: String { keysPath + "/root.key" }
    package var nodeKeyPath: String { keysPath + "/node.key" }
    package var tlsKeyPath: String { keysPath + "/tls.key" }
    package var cardPath: String { path + "/card" }
    package var storePath: String { path + "/store.db" }
    /// The files of the live index: derived, and not to be backed up.
    package var indexPath: String { path + "/index" }
    package var lockPath: String { path + "/lock" }

    /// The control socket: in the home, or under the runtime folder if that path would exceed
    /// ``socketPathLimitBytes``, without one under `/tmp/comity-<user id>` (mode 0700). The short name is derived
    /// from the home's path alone, so that both sides find it.
    package var socketPath: String {
        let direct = path + "/control"
        guard direct.utf8.count > Self.socketPathLimitBytes else { return direct }
        let folder = runtimePath ?? "/tmp/comity-\(getuid())"
        return "\(folder)/comity-\(String(Self.fingerprint(of: path), radix: 16)).control"
    }

    /// FNV-1a, 64 bits: a name, not a protection (the socket's folder and mode are).
    private static func fingerprint(of text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
