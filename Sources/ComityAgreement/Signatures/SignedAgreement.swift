package import ComityCore
package import ComityCrypto

/// One version of an agreement with the signatures gathered so far: COSE_Sign over the canonical bytes, one signature
/// for each party, by its root key. Specs/agreement.md#signatures
///
/// Every signature that a value holds has been verified against the key that the agreement names for the party.
package struct SignedAgreement: Hashable, Sendable {
    package static let contentType = "application/vnd.comity.agreement+cbor"
    /// The largest encoded agreement: far beyond any text that people would sign.
    package static let limitBytes = 768 << 10

    package let agreement: Agreement
    private var message: COSESign

    /// The agreement with no signature.
    package init(_ agreement: Agreement) {
        self.agreement = agreement
        message = COSESign(payload: agreement.encoded, contentType: Self.contentType)
    }

    /// Reads an agreement and verifies every signature.
    /// - Throws: `malformed-agreement`; `unknown-party` for a signature of who is no party; `bad-signature`.
    package init(decoding bytes: [UInt8]) throws(AgreementError) {
        guard bytes.count <= Self.limitBytes else {
            throw AgreementError(.malformedAgreement, "an agreement of \(bytes.count) bytes is over the limit")
        }
        let received: COSESign
        do throws(CryptoError) {
            received = try COSESign(decoding: bytes, contentType: Self.contentType)
        } catch {
            throw AgreementError(.malformedAgreement, error.reason)
        }
        self.init(try Agreement(decoding: received.payload))
        for signature in received.signatures { try add(signature) }
    }

    package var encoded: [UInt8] { message.encoded }

    /// The parties that have signed, ascending.
    package var signers: [AgencyID] { message.signatures.map(\.agency) }

    /// The parties that have not, ascending.
    package var missing: [AgencyID] {
        let signed = Set(signers)
        return agreement.parties.map(\.agency).filter { !signed.contains($0) }.sorted()
    }

    /// Whether every party has signed.
    package var isComplete: Bool { missing.isEmpty }

    /// Adds the signature of a party.
    /// - Throws: `unknown-party` if `agency` is none; `bad-signature` if the key is not the one that the agreement names.
    package mutating func sign(as agency: AgencyID, with root: some Signer) throws(AgreementError) {
        guard let party = agreement.party(agency) else {
            throw AgreementError(.unknownParty, "`\(agency)` is no party of agreement `\(agreement.id)`")
        }
        guard party.key == root.publicKey else {
            throw AgreementError(
                .badSignature, "the agreement names the key \(party.key) for `\(agency)`, this key is \(root.publicKey)"
            )
        }
        do throws(CryptoError) {
            try message.sign(as: agency, with: root)
        } catch {
            throw AgreementError(.badSignature, error.reason, family: error.family)
        }
    }

    /// The same agreement with the signatures of both.
    /// - Throws: `conflicting-version` if the texts differ.
    package func merging(_ other: SignedAgreement) throws(AgreementError) -> SignedAgreement {
        guard other.agreement.digest == agreement.digest else {
            throw AgreementError(
                .conflictingVersion, "version \(agreement.version) of `\(agreement.id)` is known with another text")
        }
        var merged = self
        for signature in other.message.signatures where message.signature(of: signature.agency) == nil {
            try merged.add(signature)
        }
        return merged
    }

    private mutating func add(_ signature: COSESignature) throws(AgreementError) {
        guard let party = agreement.party(signature.agency) else {
            throw AgreementError(.unknownParty, "`\(signature.agency)` signed and is no party of `\(agreement.id)`")
        }
        do throws(CryptoError) {
            try message.add(signature, key: party.key)
        } catch {
            throw AgreementError(.badSignature, error.reason)
        }
    }
}
