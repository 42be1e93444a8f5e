internal import COpenSSL

/// Owns an OpenSSL private key. OpenSSL only reads it after it is made, so threads may share it.
final class PrivateKeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(seed: [UInt8]) throws(CryptoError) {
        guard let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            throw openSSLFailure("making a signing key")
        }
        pointer = key
    }

    deinit { EVP_PKEY_free(pointer) }

    func publicKeyBytes() throws(CryptoError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: PublicKey.lengthBytes)
        var count = bytes.count
        guard EVP_PKEY_get_raw_public_key(pointer, &bytes, &count) == 1, count == bytes.count else {
            throw openSSLFailure("reading a public key")
        }
        return bytes
    }

    func sign(_ message: [UInt8]) -> [UInt8] {
        // Only exhausted memory fails here: the key was checked when it was made.
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: PublicKey.signatureBytes)
        var count = signature.count
        guard EVP_DigestSignInit(context, nil, nil, nil, pointer) == 1,
            EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == signature.count
        else { preconditionFailure("OpenSSL cannot sign with Ed25519") }
        return signature
    }
}
