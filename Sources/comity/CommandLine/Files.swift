import ComityNode
import Glibc

/// Files that the user names: read whole within a limit, written whole or not at all.
enum Files {
    /// `path` as an absolute path; nothing is resolved.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }

    /// `path` as an absolute path through no link, if there is something; else as ``absolute(_:)``. All ways to name
    /// one home so lead to one socket.
    static func resolved(_ path: String) -> String {
        guard let found = realpath(path, nil) else { return absolute(path) }
        defer { free(found) }
        return String(cString: found)
    }

    /// The bytes of a file, or of standard input if `path` is `-`.
    /// - Throws: exit 65 if it cannot be read or holds more than `limitBytes`.
    static func read(_ path: String, limitBytes: Int) throws(ControlFailure) -> [UInt8] {
        let file = try InputFile(path)
        var bytes: [UInt8] = []
        while let chunk = try file.next() {
            bytes.append(contentsOf: chunk)
            guard bytes.count <= limitBytes else {
                throw ControlFailure(
                    "limit-exceeded", "`\(path)` holds more than \(limitBytes) bytes", exit: .badData)
            }
        }
        return bytes
    }

    /// The text of a file.
    /// - Throws: as ``read(_:limitBytes:)``, and if the bytes are not UTF-8.
    static func text(_ path: String, limitBytes: Int) throws(ControlFailure) -> String {
        guard let text = String(validating: try read(path, limitBytes: limitBytes), as: UTF8.self) else {
            throw ControlFailure("malformed-text", "`\(path)` is not UTF-8 text", exit: .badData)
        }
        return text
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes the folder, for its owner only if it is new.
    /// - Throws: exit 73.
    static func makeFolder(_ path: String, mode: mode_t) throws(ControlFailure) {
        guard mkdir(path, mode) != 0, errno != EEXIST else { return }
        throw unwritable(path)
    }

    /// Writes the file beside its place, makes it durable and moves it there.
    /// - Throws: exit 73; the old file, if any, then stands unchanged.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(ControlFailure) {
        let draft = "\(path).\(getpid()).new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw unwritable(path) }
        let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        let failure = unwritable(path)
        close(descriptor)
        guard isWritten, rename(draft, path) == 0 else {
            unlink(draft)
            throw isWritten ? unwritable(path) : failure
        }
        syncFolder(of: path)
    }

    /// Whether the folder holds nothing.
    /// - Throws: exit 65 if it cannot be listed.
    static func isEmptyFolder(_ path: String) throws(ControlFailure) -> Bool {
        guard let folder = opendir(path) else { throw InputFile.unreadable(path) }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count <= 2
    }

    /// Writes `folder/path`, making the folders on the way. `path` is relative and safe.
    /// - Throws: exit 73.
    static func writeWithFolders(_ bytes: [UInt8], to path: String, under folder: String) throws(ControlFailure) {
        var parent = folder
        for part in path.split(separator: "/").dropLast() {
            parent += "/" + part
            try makeFolder(parent, mode: 0o755)
        }
        try write(bytes, to: "\(folder)/\(path)", mode: 0o644)
    }

    /// - Returns: false if the device is full or its reader has gone.
    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Makes a rename durable. Some file systems refuse to sync a folder; the rename itself has happened.
    private static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func unwritable(_ path: String) -> ControlFailure {
        ControlFailure("cannot-write", "cannot write `\(path)`: \(systemReason())", exit: .cannotWrite)
    }

    static func systemReason() -> String {
        let reason = String(cString: strerror(errno))
        return reason.prefix(1).lowercased() + reason.dropFirst()
    }
}
