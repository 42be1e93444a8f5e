internal import COpenSSL
internal import Synchronization

/// Cipher contexts that wait to be used again: making one costs more than sealing a short message.
///
/// Holds no key that matters: each use sets key and nonce anew. It grows to the number of threads that seal at the
/// same time.
final class CipherContextPool: Sendable {
    // The pointers are touched only inside the lock or by the one caller that took them out.
    private struct Idle: @unchecked Sendable { var contexts: [OpaquePointer] = [] }

    private let idle = Mutex(Idle())

    /// Runs `body` with a context for AES-256-GCM that nobody else uses.
    func withContext<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        let context = idle.withLock { $0.contexts.popLast() } ?? makeContext()
        defer { idle.withLock { $0.contexts.append(context) } }
        return body(context)
    }

    private func makeContext() -> OpaquePointer {
        // Only exhausted memory or a crippled OpenSSL build fails here; there is nothing to go on with.
        guard let context = EVP_CIPHER_CTX_new(),
            EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, nil, nil, 1) == 1
        else { preconditionFailure("OpenSSL offers no AES-256-GCM") }
        return context
    }
}
