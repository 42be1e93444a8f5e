package import ComityCore

/// The TLS that links run under: mutual, 1.3 only, the certificate's key pinned. Specs/keys.md#tls
///
/// Two functions and no more, so that nothing of the TLS library appears in this room.
package struct LinkSecurity {
    /// A new session that owns itself until a stream takes it over. It must refuse a peer whose pin is not accepted.
    let makeSession: (_ isServer: Bool) throws(ServerError) -> OpaquePointer
    /// SHA-256 of the SubjectPublicKeyInfo that the other end proved to hold, once the handshake is done.
    let peerPin: (_ session: OpaquePointer) -> Digest?

    package init(
        makeSession: @escaping (_ isServer: Bool) throws(ServerError) -> OpaquePointer,
        peerPin: @escaping (_ session: OpaquePointer) -> Digest?
    ) {
        (self.makeSession, self.peerPin) = (makeSession, peerPin)
    }
}
