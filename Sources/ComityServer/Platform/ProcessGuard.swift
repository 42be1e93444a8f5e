internal import CPlatform
internal import ComityCore
internal import Glibc

/// What every process that holds keys or records does first. `docs/operating.md#process`
package enum ProcessGuard {
    /// Forbids core dumps and reading of this process's memory by others of the same user, creates files for the owner
    /// only, and turns a broken pipe or a file-size limit into an error of the call in place of death by a signal.
    /// - Throws: `system-call` if the kernel refuses to forbid dumps.
    package static func harden() throws(ServerError) {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        umask(0o077)
        // A parent may have blocked signals, which are inherited: SIGTERM must always end a node.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        let failure = comity_forbid_dumps()
        guard failure == 0 else { throw .system("cannot forbid core dumps", errno: failure) }
    }

    /// Raises the limit of open descriptors towards `wanted`.
    /// - Returns: the limit that holds now; less than `wanted` if the hard limit is lower.
    package static func raiseDescriptors(to wanted: Int) throws(ServerError) -> Int {
        var granted: UInt64 = 0
        let failure = comity_raise_descriptors(UInt64(max(wanted, 0)), &granted)
        guard failure == 0 else { throw .system("cannot read or raise the limit of open files", errno: failure) }
        return Int(clamping: granted)
    }
}
