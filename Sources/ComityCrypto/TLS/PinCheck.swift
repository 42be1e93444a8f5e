internal import COpenSSL
internal import ComityCore

/// Judges a peer's certificate by the pin of its public key. Kept alive by the `SSL_CTX` it is attached to.
final class PinCheck: Sendable {
    private let isPinned: @Sendable (Digest) -> Bool

    init(_ isPinned: @escaping @Sendable (Digest) -> Bool) { self.isPinned = isPinned }

    /// Whether the peer's own certificate is pinned. What else it sent as a chain does not matter.
    func accepts(_ store: OpaquePointer) -> Bool {
        guard let certificate = X509_STORE_CTX_get0_cert(store), let pin = spkiPin(ofCertificate: certificate),
            isPinned(pin)
        else {
            X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION)
            return false
        }
        return true
    }

    /// The slot of `SSL_CTX` extra data that owns a check and releases it with the context.
    static let slot = CRYPTO_get_ex_new_index(
        CRYPTO_EX_INDEX_SSL_CTX, 0, nil, nil, nil,
        { _, check, _, _, _, _ in
            if let check { Unmanaged<PinCheck>.fromOpaque(check).release() }
        })
}
