package import ComityCore

/// The folder of a node's key files, `<name>.key` each. One owner at a time: the holder of the home's lock.
/// Specs/keys.md#key-files
package final class KeyDirectory {
    package let path: String
    private let passphrase: [UInt8]?
    // Made when the first locked file is read or written; all files of a folder share it.
    private var lock: KeyLock?
    // Names whose content is no secret: neither sealed nor erased when replaced.
    private let openNames: Set<String>

    /// Opens the folder, and makes it if it is not there.
    /// - Parameters:
    ///   - passphrase: opens locked files and, after ``prepareLock(from:cost:_:)``, locks what is written; nil writes
    ///     unlocked files.
    ///   - openNames: files that hold no secret, such as last signed sizes, and are replaced often.
    /// - Throws: `key-file` if others may enter the folder.
    package init(
        path: String, passphrase: [UInt8]? = nil, openNames: Set<String> = ["signed"]
    ) throws(CryptoError) {
        try DurableFile.preparePrivateFolder(path)
        self.path = path
        self.passphrase = passphrase
        self.openNames = openNames
    }

    /// Prepares to lock files, with the salt of a file of the folder that is locked already, else a new one.
    /// - Throws: `wrong-passphrase` if it does not open that file.
    package func prepareLock(
        from name: String, cost: ScryptCost = .standard, _ random: inout some RandomSource
    ) throws(CryptoError) {
        guard let passphrase else { return }
        _ = try read(name)
        if lock == nil { lock = try KeyLock.generate(passphrase: passphrase, cost: cost, &random) }
    }

    /// What was last stored under `name`, or nil.
    /// - Throws: `key-file`, `malformed-key-file` or `wrong-passphrase`, naming the file.
    package func read(_ name: String) throws(CryptoError) -> [UInt8]? {
        try Self.read(file(name), purpose: name, passphrase: passphrase, lock: &lock)
    }

    /// Replaces what is under `name`. It is durable, all or nothing, when this returns, and the former secret is gone
    /// from this file system as far as it writes in place.
    package func replace(_ name: String, with content: [UInt8]) throws(CryptoError) {
        let isOpen = openNames.contains(name)
        guard isOpen || passphrase == nil || lock != nil else {
            throw CryptoError(.keyFile, "`\(file(name))` cannot be locked before the lock is prepared", family: .local)
        }
        let bytes = KeyFile.encode(content, purpose: name, lock: isOpen ? nil : lock)
        try DurableFile.replace(file(name), with: bytes, erasingOld: !isOpen)
    }

    /// Reads one key file wherever it lies.
    /// - Returns: nil if there is none.
    package static func read(
        _ path: String, purpose: String, passphrase: [UInt8]?
    ) throws(CryptoError) -> [UInt8]? {
        var lock: KeyLock?
        return try read(path, purpose: purpose, passphrase: passphrase, lock: &lock)
    }

    /// Where the file of `name` lies.
    package func file(_ name: String) -> String { "\(path)/\(name).key" }

    private static func read(
        _ path: String, purpose: String, passphrase: [UInt8]?, lock: inout KeyLock?
    ) throws(CryptoError) -> [UInt8]? {
        guard let bytes = try DurableFile.read(path, limitBytes: KeyFile.limitBytes) else { return nil }
        do throws(CryptoError) {
            let file = try KeyFile(decoding: bytes)
            guard file.purpose == purpose else {
                throw CryptoError(.malformedKeyFile, "it holds the key `\(file.purpose)`", family: .local)
            }
            return try file.content(passphrase: passphrase, reusing: &lock)
        } catch {
            throw CryptoError(error.kind, "`\(path)`: \(error.reason)", family: .local)
        }
    }
}
