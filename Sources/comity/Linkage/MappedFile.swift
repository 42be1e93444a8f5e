import ComityNode
import Glibc

/// The bytes of a file in memory for as long as this lives: mapped where the file can be, read where it cannot.
final class MappedFile {
    let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// - Throws: exit 65 if it cannot be read.
    init(_ path: String) throws(ControlFailure) {
        if path != "-", let mapped = try Self.map(path) {
            bytes = mapped
            isMapped = true
            return
        }
        let copy = try Self.copy(path)
        bytes = UnsafeRawBufferPointer(copy)
        isMapped = false
    }

    deinit {
        guard isMapped else { return bytes.deallocate() }
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }

    /// Nil for what has no length, as a pipe.
    private static func map(_ path: String) throws(ControlFailure) -> UnsafeRawBufferPointer? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw InputFile.unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
            return nil
        }
        let address = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let address, address != MAP_FAILED else { return nil }
        return UnsafeRawBufferPointer(start: address, count: Int(status.st_size))
    }

    private static func copy(_ path: String) throws(ControlFailure) -> UnsafeMutableRawBufferPointer {
        let file = try InputFile(path)
        var read: [UInt8] = []
        while let chunk = try file.next() { read.append(contentsOf: chunk) }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: read.count, alignment: 1)
        copy.copyBytes(from: read)
        return copy
    }
}
