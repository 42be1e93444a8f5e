internal import COpenSSL
package import ComityCore

/// The settings of every TLS session of a node: TLS 1.3 only, ALPN `comity/1`, both sides with a certificate whose
/// public key is pinned, no resumption. Specs/keys.md#tls
///
/// Threads may share it and make sessions from it; one session belongs to one thread at a time. Sessions keep what they
/// need alive, so they may outlive the context.
package final class TLSContext: @unchecked Sendable {
    /// The application protocol, as ALPN (RFC 7301) names it.
    package static let applicationProtocol = "comity/1"

    // Set up once in init; OpenSSL counts references and only reads it afterwards.
    private let context: OpaquePointer

    /// - Parameter isPinned: whether a peer with this pin is accepted; called on the thread of the handshake, for each
    ///   handshake anew, so that a withdrawn card counts at once for new sessions.
    package init(
        identity: TLSIdentity, isPinned: @escaping @Sendable (Digest) -> Bool
    ) throws(CryptoError) {
        guard let context = SSL_CTX_new(TLS_method()) else { throw openSSLFailure("making a TLS context") }
        self.context = context
        guard restrictProtocol(), use(identity) else { throw openSSLFailure("setting up TLS") }
        verifyPeers(PinCheck(isPinned))
        negotiateProtocol()
    }

    deinit { SSL_CTX_free(context) }

    /// A new session (`SSL *`), which the caller frees, before its handshake.
    package func makeSession(isServer: Bool) throws(CryptoError) -> OpaquePointer {
        guard let session = SSL_new(context) else { throw openSSLFailure("making a TLS session") }
        if isServer { SSL_set_accept_state(session) } else { SSL_set_connect_state(session) }
        return session
    }

    /// The pin of the peer, once the handshake is done and agreed on ``applicationProtocol``; else nil.
    ///
    /// A client is done one flight before the server has judged its certificate: it is accepted only when the server
    /// has sent something.
    package static func peerPin(of session: OpaquePointer) -> Digest? {
        guard SSL_is_init_finished(session) == 1, agreedProtocol(of: session) == applicationProtocol,
            let certificate = SSL_get1_peer_certificate(session)
        else { return nil }
        defer { X509_free(certificate) }
        return spkiPin(ofCertificate: certificate)
    }

    /// Why the last call on this thread failed, for the log; empties OpenSSL's error queue, which all sessions of the
    /// thread share. Call it after every failed SSL call.
    package static func takeFailure(_ what: String) -> CryptoError { openSSLFailure(what) }

    private static func agreedProtocol(of session: OpaquePointer) -> String {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(session, &name, &count)
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// Everything that is macros in C goes through `SSL_CTX_ctrl`.
    private func restrictProtocol() -> Bool {
        SSL_CTX_set_options(context, Option.noTicket | Option.noCompression)
        SSL_CTX_ctrl(context, SSL_CTRL_MODE, Mode.releaseBuffers | Mode.partialWrite | Mode.movingBuffer, nil)
        SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_CERT_LIST, certificateLimitBytes, nil)
        return SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_3_VERSION), nil) == 1
            && SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_3_VERSION), nil) == 1
            && SSL_CTX_set_num_tickets(context, 0) == 1
            && SSL_CTX_set_ciphersuites(context, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256") == 1
            && setList(SSL_CTRL_SET_GROUPS_LIST, "X25519:P-256") && setList(SSL_CTRL_SET_SIGALGS_LIST, "ed25519")
    }

    private func setList(_ command: Int32, _ list: String) -> Bool {
        var bytes = list.utf8CString.map { $0 }
        return SSL_CTX_ctrl(context, command, 0, &bytes) == 1
    }

    private func use(_ identity: TLSIdentity) -> Bool {
        SSL_CTX_use_certificate_ASN1(context, Int32(identity.certificateDER.count), identity.certificateDER) == 1
            && SSL_CTX_use_PrivateKey(context, identity.key.handle.pointer) == 1
            && SSL_CTX_check_private_key(context) == 1
    }

    /// Replaces chain building, which knows nothing of pins, by the one question that matters.
    private func verifyPeers(_ check: PinCheck) {
        // The context's extra data owns the check, so it lives as long as the last session does.
        let owned = Unmanaged.passRetained(check).toOpaque()
        SSL_CTX_set_ex_data(context, PinCheck.slot, owned)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        SSL_CTX_set_cert_verify_callback(
            context,
            { store, check in
                guard let store, let check else { return 0 }
                return Unmanaged<PinCheck>.fromOpaque(check).takeUnretainedValue().accepts(store) ? 1 : 0
            }, owned)
    }

    private func negotiateProtocol() {
        let name = Array(Self.applicationProtocol.utf8)
        // Clients offer one protocol; the list is length-prefixed. This call answers 0 for success.
        let offer = [UInt8(name.count)] + name
        SSL_CTX_set_alpn_protos(context, offer, UInt32(offer.count))
        SSL_CTX_set_alpn_select_cb(
            context,
            { _, selected, selectedCount, offered, offeredCount, _ in
                guard let offered, let place = placeOfProtocol(in: offered, Int(offeredCount)) else {
                    return SSL_TLSEXT_ERR_ALERT_FATAL
                }
                selected?.pointee = offered + place
                selectedCount?.pointee = UInt8(TLSContext.applicationProtocol.utf8.count)
                return SSL_TLSEXT_ERR_OK
            }, nil)
    }
}

/// The most bytes of certificates that a peer may send: ours has about 350.
private let certificateLimitBytes = 16 << 10

/// Where our protocol's name begins in a list of length-prefixed names, if it is there.
private func placeOfProtocol(in list: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    let bytes = UnsafeBufferPointer(start: list, count: count)
    var position = 0
    while position < count {
        let start = position + 1
        let end = start + Int(bytes[position])
        guard end <= count else { return nil }
        if bytes[start..<end].elementsEqual(TLSContext.applicationProtocol.utf8) { return start }
        position = end
    }
    return nil
}

/// `SSL_OP_*`, which C builds with a macro that Swift cannot read.
private enum Option {
    static let noTicket: UInt64 = 1 << 14
    static let noCompression: UInt64 = 1 << 17
}

/// `SSL_MODE_*`.
private enum Mode {
    static let partialWrite = 0x1
    static let movingBuffer = 0x2
    /// Gives back 34 KiB of each idle session.
    static let releaseBuffers = 0x10
}
