import ComityCore
import ComityCrypto
import ComityNode
import ComityServer

/// What `doctor` says of the key files that a node reads at its start or seldom. Specs/keys.md#key-files
enum KeyCheck {
    /// A fault for each key file that is missing or damaged. A root key may be kept elsewhere; a locked file whose
    /// passphrase is not given is as it should be.
    static func all(home: HomeLayout, passphrase: [UInt8]?) -> [CBORValue] {
        ["root", "node", "tls", "local"].compactMap { (name: String) -> CBORValue? in
            let path = "\(home.keysPath)/\(name).key"
            do throws(CryptoError) {
                let content = try KeyDirectory.read(path, purpose: name, passphrase: passphrase)
                guard content == nil, name != "root" else { return nil }
                return MachineCheck.finding("\(name)-key", .fault, "there is no key file `\(path)`")
            } catch {
                guard error.kind != .wrongPassphrase || passphrase != nil else { return nil }
                return MachineCheck.finding("\(name)-key", .fault, error.reason)
            }
        }
    }
}
