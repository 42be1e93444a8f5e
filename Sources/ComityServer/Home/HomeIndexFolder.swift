import ComityCore
import ComityStore
import Glibc

/// The files of the live index in `HOME/index`. Specs/linkage-index.md#files
package final class HomeIndexFolder: IndexFolder {
    private let path: String

    /// Makes the folder, for its owner only, if it is not there.
    /// - Throws: `full` or `locked` if it cannot be made.
    package init(_ path: String) throws {
        self.path = path
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("make", path) }
    }

    package func names() throws -> [String] {
        guard let folder = opendir(path) else { throw failure("read", path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    package func create(
        _ name: String, _ body: (_ append: @escaping ([UInt8]) throws -> Void) throws -> Void
    ) throws {
        let file = path + "/" + name
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("create", file) }
        defer { close(descriptor) }
        try body { bytes in try self.write(bytes, to: descriptor, file) }
        guard fsync(descriptor) == 0 else { throw failure("write", file) }
        try syncFolder()
    }

    package func read<Result>(
        _ name: String, _ body: (_ next: @escaping (Int) throws -> [UInt8]) throws -> Result
    ) throws -> Result? {
        let file = path + "/" + name
        let descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("open", file)
        }
        defer { close(descriptor) }
        return try body { count in try self.read(count, from: descriptor, file) }
    }

    package func remove(_ name: String) throws {
        let file = path + "/" + name
        guard unlink(file) == 0 || errno == ENOENT else { throw failure("remove", file) }
    }

    private func read(_ count: Int, from descriptor: Int32, _ file: String) throws -> [UInt8] {
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = Glibc.read(descriptor, buffer.baseAddress! + filled, count - filled)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { isWhole = false }
                guard got > 0 else { return }
                filled += got
            }
        }
        guard isWhole else { throw failure("read", file) }
        return bytes
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, _ file: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw failure("write", file) }
                written += count
            }
        }
    }

    private func syncFolder() throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync", path) }
    }

    private func failure(_ verb: String, _ file: String) -> StoreError {
        let code: StoreErrorCode = errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? .full : .locked
        return StoreError(code, "cannot \(verb) `\(file)`: \(systemReason(errno))")
    }
}
