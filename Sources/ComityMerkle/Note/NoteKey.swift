import ComityCore
package import ComityCrypto

/// A public key as notes name it: a name, the way that it signs, and the key (C2SP signed-note).
/// Specs/checkpoint.md#keys
package struct NoteKey: Hashable, Sendable {
    /// How the key signs. One key and name may serve both: the signed messages cannot be confused.
    package enum Kind: UInt8, Sendable {
        /// Signs the text of the note.
        case ed25519 = 1
        /// Signs the text with the time of signing: a witness's cosignature/v1.
        case cosignature = 4
    }

    package let name: String
    package let kind: Kind
    package let key: PublicKey
    package let keyID: UInt32

    /// - Throws: `malformed-note` for a name that cannot stand in a signature line.
    package init(name: String, kind: Kind, key: PublicKey) throws(MerkleError) {
        guard isWellFormedKeyName(name) else {
            throw MerkleError(.malformedNote, "`\(name.prefix(80))` is no key name: no spaces, no `+`, not empty")
        }
        self.name = name
        self.kind = kind
        self.key = key
        var hasher = SHA256Hasher()
        hasher.update(Array(name.utf8) + [0x0A, kind.rawValue])
        hasher.update(key.bytes)
        keyID = hasher.finalize().bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The form that other tools take: `name+hash+base64(kind ‖ key)` (a vkey).
    package var text: String {
        "\(name)+\(Hex.encode(bigEndianBytes(keyID)))+\(Base64.encode([kind.rawValue] + key.bytes))"
    }
}

/// The longest key name in bytes: an origin of ours has at most 3 names of 64 bytes and some words.
let keyNameLimitBytes = 256

func isWellFormedKeyName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= keyNameLimitBytes
        && name.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 && $0.value != 0x7F
        }
}
