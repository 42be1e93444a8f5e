internal import COpenSSL
internal import ComityCore

/// AES-256-GCM (NIST SP 800-38D): sealed is ciphertext followed by the tag. One pair of key and nonce seals once.
package enum AESGCM {
    package static let tagBytes = 16
    package static let nonceBytes = 12
    /// The longest message: 1 GiB keeps lengths within what OpenSSL counts in Int32, far above any Comity format.
    package static let limitBytes = 1 << 30

    private static let pool = CipherContextPool()

    /// Encrypts `plain` and binds `authenticating` to it.
    /// - Precondition: the nonce has 12 bytes and the lengths are under ``limitBytes``.
    /// - Complexity: O(bytes), about half a microsecond for 300.
    package static func seal(
        _ plain: [UInt8], key: SymmetricKey, nonce: [UInt8], authenticating associated: [UInt8] = []
    ) -> [UInt8] {
        precondition(nonce.count == nonceBytes, "a nonce of AES-GCM has \(nonceBytes) bytes")
        precondition(plain.count <= limitBytes && associated.count <= limitBytes, "message is over the limit")
        return [UInt8](unsafeUninitializedCapacity: plain.count + tagBytes) { output, count in
            let sealed = pool.withContext { context in
                start(context, key, nonce, associated, encrypt: 1)
                    && transform(context, plain[...], into: output)
                    && EVP_CIPHER_CTX_ctrl(
                        context, EVP_CTRL_AEAD_GET_TAG, Int32(tagBytes), output.baseAddress! + plain.count) == 1
            }
            precondition(sealed, "AES-GCM cannot fail on well-formed arguments")
            count = plain.count + tagBytes
        }
    }

    /// Decrypts what ``seal(_:key:nonce:authenticating:)`` made.
    /// - Throws: `authentication-failed` if key, nonce, associated bytes or any bit of `sealed` differ; nothing of
    ///   the plain text is given out then.
    package static func open(
        _ sealed: [UInt8], key: SymmetricKey, nonce: [UInt8], authenticating associated: [UInt8] = []
    ) throws(CryptoError) -> [UInt8] {
        guard nonce.count == nonceBytes, sealed.count >= tagBytes, sealed.count <= limitBytes + tagBytes else {
            throw CryptoError(.authenticationFailed, "\(sealed.count) bytes are no sealed message")
        }
        let cipherText = sealed.dropLast(tagBytes)
        var tag = Array(sealed.suffix(tagBytes))
        var isAuthentic = false
        let plain = [UInt8](unsafeUninitializedCapacity: cipherText.count) { output, count in
            isAuthentic = pool.withContext { context in
                start(context, key, nonce, associated, encrypt: 0)
                    && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagBytes), &tag) == 1
                    && transform(context, cipherText, into: output)
            }
            if !isAuthentic { output.update(repeating: 0) }
            count = isAuthentic ? cipherText.count : 0
        }
        guard isAuthentic else {
            clearOpenSSLErrors()
            throw CryptoError(.authenticationFailed, "the sealed bytes do not belong to this key")
        }
        return plain
    }

    private static func start(
        _ context: OpaquePointer, _ key: SymmetricKey, _ nonce: [UInt8], _ associated: [UInt8], encrypt: Int32
    ) -> Bool {
        var written: Int32 = 0
        return key.withUnsafeBytes { key in
            EVP_CipherInit_ex(context, nil, nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self), nonce, encrypt)
                == 1
        }
            && (associated.isEmpty
                || EVP_CipherUpdate(context, nil, &written, associated, Int32(associated.count)) == 1)
    }

    /// Runs `input` through the cipher and finishes it, which makes or checks the tag.
    private static func transform(
        _ context: OpaquePointer, _ input: ArraySlice<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        var written: Int32 = 0
        let isTransformed = input.withUnsafeBufferPointer { bytes in
            bytes.isEmpty
                || EVP_CipherUpdate(context, output.baseAddress, &written, bytes.baseAddress, Int32(bytes.count)) == 1
        }
        // GCM is a stream: finishing writes nothing, but OpenSSL wants somewhere to write it.
        var nothing: UInt8 = 0
        return isTransformed && EVP_CipherFinal_ex(context, &nothing, &written) == 1
    }
}
