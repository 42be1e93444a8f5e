package import ComityCore
package import ComityCrypto

/// One party's word that an agreement is suspended, resumed or ended. Specs/agreement.md#notices
package struct AgreementNotice: Hashable, Sendable {
    package static let contentType = "application/comity-agreement-notice+cbor"
    private static let formatVersion: UInt64 = 1

    package enum Kind: UInt8, Hashable, Sendable {
        case suspend, resume, terminate
    }

    package let kind: Kind
    package let agreement: AgreementID
    /// It speaks of this version and every later one.
    package let version: UInt32
    /// The digest of that version.
    package let digest: Digest
    package let agency: AgencyID
    package let effective: Timestamp
    package let reason: String?

    /// How far the clocks of two nodes may differ: a suspension or a termination acts so much before its instant, so
    /// that nobody goes on sharing because a clock is slow.
    package static let leadMilliseconds = Admission.toleranceMilliseconds

    package init(_ kind: Kind, of agreement: Agreement, by agency: AgencyID, effective: Timestamp, reason: String?) {
        self.kind = kind
        self.agreement = agreement.id
        version = agreement.version
        digest = agreement.digest
        self.agency = agency
        self.effective = effective
        self.reason = reason
    }

    /// From when on it acts. Specs/agreement.md#notices
    package var actsFrom: Timestamp {
        kind == .resume ? effective : effective.adding(milliseconds: -Self.leadMilliseconds)
    }

    /// Whether both say the same of the same version from the same instant on.
    package func saysTheSame(as other: AgreementNotice) -> Bool {
        (kind, agreement, version, digest, agency, effective)
            == (other.kind, other.agreement, other.version, other.digest, other.agency, other.effective)
    }

    /// Whether `other` decides nothing any more, now that this later word of the same party acts. What ended an
    /// agreement is never replaced.
    package func replaces(_ other: AgreementNotice, at now: Timestamp) -> Bool {
        agency == other.agency && agreement == other.agreement && version <= other.version && other.kind != .terminate
            && actsFrom <= now && isLater(than: other)
    }

    /// At one instant a suspension is the later word.
    package func isLater(than other: AgreementNotice) -> Bool {
        (effective, kind == .resume ? 0 : 1) > (other.effective, other.kind == .resume ? 0 : 1)
    }

    package var encoded: [UInt8] {
        var writer = CBORWriter()
        writer.map(count: reason == nil ? 7 : 8)
        writer.unsigned(0)
        writer.unsigned(Self.formatVersion)
        writer.unsigned(1)
        writer.unsigned(UInt64(kind.rawValue))
        writer.unsigned(2)
        writer.text(agreement.text)
        writer.unsigned(3)
        writer.unsigned(UInt64(version))
        writer.unsigned(4)
        writer.digest(digest)
        writer.unsigned(5)
        writer.text(agency.text)
        writer.unsigned(6)
        writer.integer(effective.milliseconds)
        if let reason {
            writer.unsigned(7)
            writer.text(reason)
        }
        return writer.bytes
    }

    /// Signs with the party's root key: one COSE_Sign1 message.
    /// - Throws: `bad-signature` if the key refuses.
    package func signed(with signer: some Signer) throws(AgreementError) -> [UInt8] {
        do { return try COSE.sign1(encoded, contentType: Self.contentType, with: signer) } catch {
            throw AgreementError(.badSignature, error.reason, family: .local)
        }
    }

    /// Reads and verifies a signed notice about `agreement`, which must be the version that it names.
    /// - Throws: `malformed-agreement`, `bad-signature`; `unknown-party` if its agency is no party.
    package init(verifying message: [UInt8], of agreement: Agreement) throws(AgreementError) {
        let unverified: UnverifiedSign1
        (unverified, self) = try Self.unverified(message)
        guard self.agreement == agreement.id, version == agreement.version, digest == agreement.digest else {
            throw AgreementError(.malformedAgreement, "the notice speaks of another agreement or version")
        }
        guard let party = agreement.party(agency) else {
            throw AgreementError(.unknownParty, "`\(agency)` is no party of agreement `\(agreement.id)`")
        }
        do { _ = try unverified.verify(party.key) } catch {
            throw AgreementError(.badSignature, "the notice of `\(agency)`: \(error.reason)")
        }
    }

    /// What a message says, with the signature that nobody has checked.
    static func unverified(
        _ message: [UInt8]
    ) throws(AgreementError) -> (message: UnverifiedSign1, notice: AgreementNotice) {
        let unverified: UnverifiedSign1
        do { unverified = try UnverifiedSign1(decoding: message, contentType: Self.contentType) } catch {
            throw AgreementError(.malformedAgreement, "the bytes are no notice: \(error.reason)")
        }
        do { return (unverified, try AgreementNotice(decoding: unverified.unverifiedPayload)) } catch {
            throw AgreementError(.malformedAgreement, "the bytes are no notice: \(error.reason)")
        }
    }

    private init(decoding bytes: [UInt8]) throws(CoreError) {
        var reader = CBORReader(bytes)
        var fields = try MapFields(&reader, noun: "a notice")
        let format = try fields.required(0, &reader) { r throws(CoreError) in try r.unsigned() }
        guard format == Self.formatVersion else { throw CoreError(.unexpectedCBOR, "the notice's format is unknown") }
        kind = try fields.required(1, &reader) { r throws(CoreError) in try r.choice("a kind of notice") }
        agreement = try AgreementID(try fields.required(2, &reader) { r throws(CoreError) in try r.text()[...] })
        version = UInt32(
            try fields.required(3, &reader) { r throws(CoreError) in try r.unsigned(atMost: AgreementLimit.version) })
        digest = try fields.required(4, &reader) { r throws(CoreError) in try r.digest() }
        agency = try AgencyID(try fields.required(5, &reader) { r throws(CoreError) in try r.text()[...] })
        effective = try fields.required(6, &reader) { r throws(CoreError) in try r.instant() }
        reason = try fields.optional(7, &reader) { r throws(CoreError) in try r.text() }
        guard reason.map({ $0.utf8.count <= AgreementLimit.noticeReasonBytes }) ?? true else {
            throw CoreError(
                .limitExceeded, "a reason has more than \(AgreementLimit.noticeReasonBytes) bytes")
        }
        try fields.finish()
        try reader.finish()
    }
}
