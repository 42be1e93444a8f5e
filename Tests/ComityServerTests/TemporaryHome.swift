import ComityServer
import Glibc

/// A home folder of one test, removed with everything in it.
final class TemporaryHome {
    let layout: HomeLayout

    init(pathBytes: Int = 0) throws {
        var template = Array("/tmp/comity-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw HomeFailure() }
        var path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        root = path
        if path.utf8.count < pathBytes {
            path += "/" + String(repeating: "x", count: pathBytes - path.utf8.count - 1)
            guard mkdir(path, 0o700) == 0 else { throw HomeFailure() }
        }
        layout = HomeLayout(path: path, runtimePath: root)
    }

    private let root: String

    deinit {
        for folder in [layout.path, root] {
            if let entries = opendir(folder) {
                while let entry = readdir(entries) {
                    let name = withUnsafeBytes(of: entry.pointee.d_name) {
                        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                    }
                    unlink(folder + "/" + name)
                }
                closedir(entries)
            }
            rmdir(folder)
        }
    }

    struct HomeFailure: Error {}
}
