internal import ComityCore
internal import Glibc

extension HomeLayout {
    package var configurationPath: String { path + "/config" }

    /// The settings in `HOME/config`, or the defaults if there is no such file.
    /// - Throws: `configuration` for what is wrong in it, `home-unusable` if it cannot be read.
    package func configuration() throws(ServerError) -> Configuration {
        let descriptor = open(configurationPath, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return Configuration() }
        guard descriptor >= 0 else {
            throw .system(.homeUnusable, "cannot read `\(configurationPath)`", errno: errno)
        }
        defer { close(descriptor) }
        let text = try Self.text(of: descriptor, path: configurationPath)
        return try Configuration(parsing: text, file: configurationPath)
    }

    /// - Throws: `home-unusable` unless the home is a folder of this user that nobody else may write to.
    package func checkFolder() throws(ServerError) { try Self.checkPrivate(path, forbidding: 0o022) }

    /// Makes the folder of the control socket if it is not the home itself.
    /// - Throws: `home-unusable` if somebody else owns it or may enter it.
    func prepareSocketFolder() throws(ServerError) {
        let folder = String(socketPath.prefix(upTo: socketPath.lastIndex(of: "/") ?? socketPath.startIndex))
        guard folder != path else { return }
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw .system(.homeUnusable, "cannot make `\(folder)`", errno: errno)
        }
        try Self.checkPrivate(folder, forbidding: 0o077)
    }

    private static func checkPrivate(_ folder: String, forbidding mode: mode_t) throws(ServerError) {
        var state = stat()
        guard lstat(folder, &state) == 0 else {
            throw .system(.homeUnusable, "cannot look at `\(folder)`", errno: errno)
        }
        guard state.st_mode & S_IFMT == S_IFDIR else {
            throw ServerError(.homeUnusable, "`\(folder)` is no folder")
        }
        guard state.st_uid == geteuid() else {
            throw ServerError(.homeUnusable, "`\(folder)` belongs to another user")
        }
        guard state.st_mode & mode == 0 else {
            throw ServerError(.homeUnusable, "`\(folder)` is open to others: chmod 700 it")
        }
    }

    /// At most one byte more than the limit is read, so that the parser can refuse what is longer.
    private static func text(of descriptor: Int32, path: String) throws(ServerError) -> String {
        var buffer = [UInt8](repeating: 0, count: ServerLimits.configurationBytes + 1)
        var count = 0
        while count < buffer.count {
            let got = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + count, $0.count - count) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .system(.homeUnusable, "cannot read `\(path)`", errno: errno) }
            guard got > 0 else { break }
            count += got
        }
        guard let text = String(validating: buffer[..<count], as: UTF8.self) else {
            throw ServerError(.configuration, "`\(path)` is not UTF-8 text")
        }
        return text
    }
}
