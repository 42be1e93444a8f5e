import Glibc

/// A fresh folder that is removed, with what is in it, when the value goes.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/comity-sqlite-XXXXXX".utf8CString)
        path = String(cString: mkdtemp(&template))
    }

    deinit {
        for name in ["store.db", "store.db-wal", "store.db-shm", "copy.db"] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    func file(_ name: String = "store.db") -> String { "\(path)/\(name)" }
}

/// The bytes of a file, empty if there is none.
func contents(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
}

func overwrite(_ path: String, at offset: Int, with bytes: [UInt8]) {
    guard let file = fopen(path, "r+") else { return }
    defer { fclose(file) }
    fseek(file, offset, SEEK_SET)
    fwrite(bytes, 1, bytes.count, file)
}
