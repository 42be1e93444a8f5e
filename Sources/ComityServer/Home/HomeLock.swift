internal import CPlatform
internal import Glibc
internal import ComityCore

/// The right to open a home's store: an exclusive lock on its `lock` file, held until this object is gone.
///
/// The kernel drops it when the process dies, however it dies. Specs/control.md#home
package final class HomeLock {
    private let descriptor: Int32

    /// - Throws: `home-locked` if somebody else holds it, `home-unusable` if the file cannot be made.
    package init(_ home: HomeLayout) throws(ServerError) {
        descriptor = open(home.lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw .system(.homeUnusable, "cannot open `\(home.lockPath)`", errno: errno)
        }
        let failure = comity_lock_exclusive(descriptor)
        guard failure == 0 else {
            close(descriptor)
            if failure == EWOULDBLOCK {
                throw ServerError(.homeLocked, "another process holds `\(home.lockPath)`")
            }
            throw .system(.homeUnusable, "cannot lock `\(home.lockPath)`", errno: failure)
        }
    }

    deinit { close(descriptor) }
}
