package import ComityCore
package import ComityCrypto

extension LinkSecurity {
    /// Links under the node's own certificate. `accepts` is asked within each handshake, on its thread.
    /// - Throws: `system-call` if the TLS library refuses the identity.
    package init(identity: TLSIdentity, accepts: @escaping @Sendable (Digest) -> Bool) throws(ServerError) {
        let context: TLSContext
        do throws(CryptoError) {
            context = try TLSContext(identity: identity, isPinned: accepts)
        } catch {
            throw ServerError(.systemCall, "cannot set up TLS: \(error.reason)")
        }
        self.init(
            makeSession: { (isServer) throws(ServerError) in
                do throws(CryptoError) {
                    return try context.makeSession(isServer: isServer)
                } catch {
                    throw ServerError(.systemCall, "cannot begin TLS: \(error.reason)")
                }
            },
            peerPin: { TLSContext.peerPin(of: $0) })
    }
}
