import ComityNode
import Glibc

/// A file that a command will write: refused before the work begins if it cannot be. `-` is standard output.
struct OutputPath {
    let path: String

    /// - Throws: exit 73 naming the file.
    init(_ path: String) throws(ControlFailure) {
        self.path = path
        guard path != "-" else { return }
        if isPlain {
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            if access(folder, W_OK) != 0 { throw refused() }
        } else if access(path, W_OK) != 0 {
            throw refused()
        }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            errno = EISDIR
            throw refused()
        }
    }

    /// Refuses a regular file that would be overwritten although it is read, or written twice.
    /// - Throws: exit 64 naming the file.
    static func checkDistinct(_ outputs: [OutputPath], inputs: [String]) throws(ControlFailure) {
        let read = Set(inputs.map(Files.resolved))
        var written: Set<String> = []
        for output in outputs where output.isPlain {
            let place = output.path == "-" ? "-" : Files.resolved(output.path)
            guard !read.contains(place) else {
                throw ControlFailure("usage", "`\(output.path)` is read and would be overwritten", exit: .usage)
            }
            guard written.insert(place).inserted else {
                throw ControlFailure("usage", "two results would be written to `\(output.path)`", exit: .usage)
            }
        }
    }

    /// Whole or not at all; a device, a pipe or a link is written to as it stands.
    /// - Parameter mode: of a new file.
    /// - Throws: exit 73.
    func write(_ bytes: [UInt8], mode: mode_t = 0o644) throws(ControlFailure) {
        if isPlain, path != "-" { return try Files.write(bytes, to: path, mode: mode) }
        let descriptor = path == "-" ? dup(1) : open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
        guard descriptor >= 0 else { throw refused() }
        defer { close(descriptor) }
        guard Files.writeAll(bytes, to: descriptor) else { throw refused() }
    }

    private func refused() -> ControlFailure {
        ControlFailure("cannot-write", "cannot write `\(path)`: \(Files.systemReason())", exit: .cannotWrite)
    }

    /// A regular file, or nothing yet: such a file is replaced by a new one. What else is there must stay what it is.
    private var isPlain: Bool {
        var status = stat()
        return lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }
}
