import ComityCore
import ComityCrypto
import ComityNode
import ComityServer

extension Call {
    /// The longest passphrase in bytes; a longer file is probably another one.
    private static let passphraseLimitBytes = 4096
    /// What a root key's file says that it is for.
    private static let rootPurpose = "root"

    static let key = Argument<String?>.option(
        "key", "PATH", "the file of the root key, if it is not in the home", completion: .file)

    /// The first line of the file that `--passphrase-file` or `COMITY_PASSPHRASE_FILE` names, if one does.
    /// - Throws: exit 65 if it cannot be read or begins with an empty line.
    func passphrase() throws(ControlFailure) -> [UInt8]? {
        let named = self[StandardArguments.passphraseFile] ?? environment.variables("COMITY_PASSPHRASE_FILE")
        guard let path = named, !path.isEmpty else { return nil }
        let bytes = try Files.read(path, limitBytes: Self.passphraseLimitBytes)
        let line = Array(bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
        guard !line.isEmpty else {
            throw ControlFailure("malformed-text", "the first line of `\(path)` is empty", exit: .badData)
        }
        return line
    }

    /// The key that signs cards and agreements: in the file that `--key` names, else in the home.
    func rootKey() throws -> SigningKey {
        guard let path = self[Self.key] else {
            do {
                return try NodeHome(try home(), passphrase: try passphrase()).rootKey()
            } catch let failure as ControlFailure where failure.code == "key-missing" {
                let hint = "if the root key lies elsewhere, name its file with `--key PATH`"
                throw ControlFailure(failure.code, failure.reason, hints: [hint], exit: failure.exit)
            }
        }
        guard let seed = try KeyDirectory.read(path, purpose: Self.rootPurpose, passphrase: try passphrase()) else {
            throw ControlFailure("cannot-read", "there is no key file `\(path)`", exit: .badData)
        }
        return try SigningKey(seed: seed)
    }
}
