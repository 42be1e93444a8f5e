import ComityNode
import Glibc

/// A file that is read from its beginning to its end in chunks; `-` is standard input.
final class InputFile {
    private static let chunkBytes = 256 * 1024

    private let path: String
    private let descriptor: Int32

    /// - Throws: exit 65 if it cannot be opened.
    init(_ path: String) throws(ControlFailure) {
        self.path = path
        descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
    }

    deinit { if descriptor > 0 { close(descriptor) } }

    /// The next bytes, or nil at the end.
    /// - Throws: exit 65.
    func next() throws(ControlFailure) -> [UInt8]? {
        while true {
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, initialized in
                count = read(descriptor, buffer.baseAddress, Self.chunkBytes)
                initialized = max(0, count)
            }
            if count > 0 { return chunk }
            if count == 0 { return nil }
            if errno != EINTR { throw Self.unreadable(path) }
        }
    }

    static func unreadable(_ path: String) -> ControlFailure {
        ControlFailure("cannot-read", "cannot read `\(path)`: \(Files.systemReason())", exit: .badData)
    }
}
