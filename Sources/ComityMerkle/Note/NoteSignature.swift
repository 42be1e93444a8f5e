/// One signature line of a note: who signed, and with what (C2SP signed-note). Specs/checkpoint.md#notes
package struct NoteSignature: Hashable, Sendable {
    /// The name of the key.
    package let name: String
    /// Tells keys of one name apart; no proof of anything.
    package let keyID: UInt32
    /// What the key's algorithm made: for Ed25519 64 bytes, for a cosignature 8 bytes of time before them.
    package let bytes: [UInt8]

    package init(name: String, keyID: UInt32, bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }
}
