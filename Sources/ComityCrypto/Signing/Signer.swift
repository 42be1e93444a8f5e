/// Whoever can sign with one Ed25519 key: a key in memory here, perhaps a token elsewhere.
package protocol Signer: Sendable {
    var publicKey: PublicKey { get }

    /// A signature of 64 bytes over `message`.
    /// - Throws: `library-failed` if the holder of the key refuses or fails.
    func sign(_ message: [UInt8]) throws(CryptoError) -> [UInt8]
}
