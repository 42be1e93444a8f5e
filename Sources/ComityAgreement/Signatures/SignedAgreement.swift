package import ComityCore
package import ComityCrypto

/// An agreement with the signatures of some or all of its parties: one COSE_Sign message.
/// Specs/agreement.md#signatures
///
/// Every signature in it has been verified against the party's root key.
package struct SignedAgreement: Hashable, Sendable {
    /// What the signed bytes are; signed too, so that nothing else passes for an agreement.
    package static let contentType = "application/comity-agreement+cbor"

    package let agreement: Agreement
    private var message: COSESign

    /// The agreement with no signature yet.
    package init(_ agreement: Agreement) {
        self.agreement = agreement
        message = COSESign(payload: agreement.encoded, contentType: Self.contentType)
    }

    /// Reads what ``encoded`` wrote, checks the agreement and verifies every signature.
    /// - Parameter known: agreements that were read before: what one of them has is neither parsed nor verified again.
    /// - Throws: `malformed-agreement`, or `bad-signature` naming the agency that is no party or whose signature fails.
    package init(decoding bytes: [UInt8], knowing known: [SignedAgreement] = []) throws(AgreementError) {
        do {
            message = try COSESign(decoding: bytes, contentType: Self.contentType)
        } catch {
            throw AgreementError(.malformedAgreement, "the bytes are no signed agreement: \(error.reason)")
        }
        let payload = message.payload
        let copy = known.first { $0.message.payload == payload }
        if let copy { agreement = copy.agreement } else { agreement = try Agreement(decoding: payload) }
        let verified = Set(copy?.signatures ?? [])
        for signature in message.signatures where !verified.contains(signature) {
            _ = try verifiedKey(of: signature)
        }
    }

    /// COSE_Sign in deterministic CBOR.
    package var encoded: [UInt8] { message.encoded }

    package var digest: Digest { SHA256.hash(message.payload) }

    /// The parties that have signed, ascending.
    package var signers: [AgencyID] { message.signatures.map(\.agency) }

    /// The parties whose signatures are missing, ascending.
    package var missing: [AgencyID] {
        let signed = Set(signers)
        return agreement.parties.map(\.agency).filter { !signed.contains($0) }.sorted()
    }

    package var isComplete: Bool { missing.isEmpty }

    package var signatures: [COSESignature] { message.signatures }

    /// Signs in the name of the party whose root key `signer` holds.
    ///
    /// - Parameter signedBefore: the digest that this signer signed for this agreement and version, if it ever did: the
    ///   caller's store remembers. A signer never signs two texts of one version.
    /// - Throws: `conflicting-version`, or `bad-signature` if the key is no party's.
    package mutating func sign(with signer: some Signer, signedBefore: Digest?) throws(AgreementError) {
        guard signedBefore == nil || signedBefore == digest else {
            throw AgreementError(
                .conflictingVersion,
                "another text of agreement `\(agreement.id)` version \(agreement.version) is signed: raise the version",
                family: .local)
        }
        guard let party = agreement.parties.first(where: { $0.key == signer.publicKey }) else {
            throw AgreementError(
                .badSignature, "the key `\(signer.publicKey.text)` is no party's of agreement `\(agreement.id)`",
                family: .local)
        }
        do { try message.sign(as: party.agency, with: signer) } catch {
            throw AgreementError(.badSignature, "the key did not sign: \(error.reason)", family: .local)
        }
    }

    /// Takes over a signature that was made elsewhere.
    /// - Throws: `bad-signature` unless it is a party's and holds.
    package mutating func add(_ signature: COSESignature) throws(AgreementError) {
        let key = try verifiedKey(of: signature)
        do { try message.add(signature, key: key) } catch {
            throw AgreementError(.badSignature, error.reason)
        }
    }

    /// Takes over all signatures of another copy of the same text.
    /// - Throws: `conflicting-version` if it is another text.
    package mutating func merge(_ other: SignedAgreement) throws(AgreementError) {
        guard other.digest == digest else {
            throw AgreementError(
                .conflictingVersion,
                "two different texts call themselves agreement `\(agreement.id)` version \(agreement.version)")
        }
        // They were verified when `other` came to be.
        message.merge(other.message)
    }

    /// The key of the party that made `signature`.
    private func verifiedKey(of signature: COSESignature) throws(AgreementError) -> PublicKey {
        guard let party = agreement.party(signature.agency) else {
            throw AgreementError(
                .badSignature, "`\(signature.agency)` signed but is no party of agreement `\(agreement.id)`")
        }
        guard message.isValid(signature, key: party.key) else {
            throw AgreementError(.badSignature, "the signature of `\(signature.agency)` does not hold")
        }
        return party.key
    }
}
