internal import ComityCore
internal import Glibc

/// A file that is replaced whole: after a crash it holds the old bytes or the new ones, never a part.
enum DurableFile {
    /// The bytes, or nil if there is no such file.
    /// - Throws: `key-file` if it is a link or no plain file, others may read it, or it is over `limitBytes`.
    static func read(_ path: String, limitBytes: Int) throws(CryptoError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("open", path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("examine", path) }
        try checkPrivate(status, path)
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= limitBytes else {
            throw refused("`\(path)` is no plain file of at most \(limitBytes) bytes")
        }
        return try readAll(descriptor, count: Int(status.st_size), path)
    }

    /// Writes beside, syncs, renames over and syncs the folder. With `erasingOld` the former bytes are then
    /// overwritten, so that on file systems that write in place they do not linger in freed blocks; a hard link made as
    /// a copy loses them too, which is what a puncture means. Nothing is replaced if they could not be overwritten.
    static func replace(_ path: String, with bytes: [UInt8], erasingOld: Bool) throws(CryptoError) {
        let fresh = path + ".new"
        // Looked for first: old bytes that could not be erased afterwards would count as destroyed.
        let old = erasingOld ? try openToErase(path) : nil
        defer { if let old { close(old) } }
        // What an interrupted replacement left behind was never in force.
        guard unlink(fresh) == 0 || errno == ENOENT else { throw failure("remove", fresh) }
        try write(bytes, to: fresh)
        guard rename(fresh, path) == 0 else { throw failure("replace", path) }
        try syncFolder(of: path)
        if let old { try erase(old, path) }
    }

    /// - Returns: nil if there is no such file.
    private static func openToErase(_ path: String) throws(CryptoError) -> Int32? {
        let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor < 0 else { return descriptor }
        guard errno == ENOENT else { throw failure("open", path) }
        return nil
    }

    /// Makes a folder that only its owner may enter, if it is not there.
    /// - Throws: `key-file` if it cannot be made or others may enter it.
    static func preparePrivateFolder(_ path: String) throws(CryptoError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("make", path) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure("examine", path) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw refused("`\(path)` is no folder") }
        try checkPrivate(status, path)
    }

    private static func checkPrivate(_ status: stat, _ path: String) throws(CryptoError) {
        guard status.st_uid == geteuid() else { throw refused("`\(path)` belongs to another user") }
        guard status.st_mode & 0o077 == 0 else {
            throw refused("`\(path)` can be used by others: run `chmod go= \(path)`")
        }
    }

    private static func readAll(_ descriptor: Int32, count: Int, _ path: String) throws(CryptoError) -> [UInt8] {
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = Glibc.read(descriptor, buffer.baseAddress! + filled, count - filled)
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else {
                    isWhole = false
                    return
                }
                filled += got
            }
        }
        guard isWhole else { throw failure("read", path) }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(CryptoError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("create", path) }
        defer { close(descriptor) }
        guard writeAll(descriptor, bytes), fsync(descriptor) == 0 else { throw failure("write", path) }
    }

    private static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return true
        }
    }

    private static func erase(_ descriptor: Int32, _ path: String) throws(CryptoError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("examine", path) }
        let zeros = [UInt8](repeating: 0, count: Int(status.st_size))
        guard writeAll(descriptor, zeros), fsync(descriptor) == 0 else { throw failure("erase the old", path) }
    }

    private static func syncFolder(of path: String) throws(CryptoError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync", folder) }
    }

    private static func failure(_ verb: String, _ path: String) -> CryptoError {
        refused("cannot \(verb) `\(path)`: \(String(cString: strerror(errno)).lowercased())")
    }

    private static func refused(_ reason: String) -> CryptoError { CryptoError(.keyFile, reason, family: .local) }
}
