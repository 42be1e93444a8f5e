internal import CPlatform
internal import ComityCore
package import Glibc

/// Another process of this very program that does not outlive the one that started it.
package enum BoundProcess {
    /// Starts the program again; the kernel sends it SIGTERM when the calling thread ends, also by a signal or a crash.
    /// - Parameters:
    ///   - arguments: with the name of the program in front.
    ///   - logPath: where standard output and error go; made for the owner only.
    /// - Returns: its process id; the caller waits for it.
    /// - Throws: `system-call` if the log cannot be opened or the program not be started.
    package static func spawn(_ arguments: [String], logPath: String) throws(ServerError) -> pid_t {
        let log = open(logPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard log >= 0 else { throw .system("cannot write `\(logPath)`", errno: errno) }
        defer { close(log) }
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child: Int32 = 0
        let failure = comity_spawn_bound(&pointers, log, &child)
        guard failure == 0 else { throw .system("cannot start this program again", errno: failure) }
        return child
    }
}
