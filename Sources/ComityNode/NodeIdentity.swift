package import ComityCore
package import ComityCrypto

/// Who a node is: its card and the keys that it works with. The root key is not among them: it may be offline.
package struct NodeIdentity: Sendable {
    package let card: SignedCard
    /// Signs checkpoints, heartbeats and the audit trail.
    package let signer: any Signer
    /// 32 bytes from which keys that never leave the node are derived: import row keys, tokens, projection digests.
    package let localSecret: [UInt8]

    package init(card: SignedCard, signer: any Signer, localSecret: [UInt8]) {
        self.card = card
        self.signer = signer
        self.localSecret = localSecret
    }

    package var agency: AgencyID { card.card.agency }

    /// The key of the `token` transform under an agreement; never shared.
    package func tokenKey(of agreement: AgreementID) -> [UInt8] { localKey("token/\(agreement)") }

    /// A key for one use, by its name.
    func localKey(_ use: String) -> [UInt8] {
        HKDF.derive(secret: localSecret, salt: [], info: Array("comity/\(use)".utf8), countBytes: 32)
    }
}
