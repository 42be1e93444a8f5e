import ComityAgreement
import ComityCore
import Testing

@Suite struct SignatureTests {
    private func signed(_ text: String = Samples.designText, by keys: [Int] = [0, 1, 2]) throws -> SignedAgreement {
        var signed = SignedAgreement(try Samples.agreement(text))
        for key in keys { try signed.sign(with: Samples.key(key), signedBefore: nil) }
        return signed
    }

    /// The design's agreement, version 2, effective 2026-04-01.
    private func amended(predecessor: Digest) throws -> SignedAgreement {
        let text = Samples.designText.replacing("version 1", with: "version 2")
            .replacing("effective 2026-01-01", with: "supersedes sha256:\(predecessor) effective 2026-04-01")
        return try signed(text)
    }

    private func at(_ text: String) throws -> Timestamp { try Timestamp(parsing: text) }

    @Test func isCompleteWhenEveryPartySigned() throws {
        var signed = try signed(by: [0, 1])
        #expect(signed.missing == [Samples.agency("us-wa-safe")])
        #expect(InForce.governing([signed], at: Samples.now) == nil)
        try signed.merge(try self.signed(by: [2]))
        #expect(signed.isComplete)
        #expect(try SignedAgreement(decoding: signed.encoded) == signed)
        #expect(InForce.governing([signed], at: Samples.now) == signed)
    }

    @Test func neverSignsTwoTextsOfOneVersion() throws {
        var signed = try signed(by: [])
        #expect(throws: AgreementError(.conflictingVersion, "")) {
            try signed.sign(with: Samples.key(0), signedBefore: Digest.zero)
        }
        try signed.sign(with: Samples.key(0), signedBefore: signed.digest)
        let other = try Samples.agreement(Samples.designText.replacing("Cascadia", with: "Other"))
        #expect(other.conflicts(with: signed.agreement))
        #expect(throws: AgreementError(.conflictingVersion, "")) { try signed.merge(SignedAgreement(other)) }
    }

    @Test func refusesStrangersAndAlteredBytes() throws {
        var signed = try signed(by: [0])
        #expect(throws: AgreementError(.badSignature, "")) { try signed.sign(with: Samples.key(9), signedBefore: nil) }
        let bytes = signed.encoded
        for place in stride(from: 0, to: bytes.count, by: 7) {
            var altered = bytes
            altered[place] ^= 1
            #expect(throws: AgreementError.self, "byte \(place)") { _ = try SignedAgreement(decoding: altered) }
        }
    }

    @Test func theHighestCompleteVersionGovernsFromItsInstant() throws {
        let first = try signed()
        let second = try amended(predecessor: first.digest)
        #expect(InForce.governing([second, first], at: try at("2026-03-31")) == first)
        #expect(InForce.governing([second, first], at: try at("2026-04-01")) == second)
        #expect(InForce.governing([second, first], at: try at("2029-01-01")) == nil)
        #expect(InForce.governing([try amended(predecessor: .zero), first], at: Samples.now) == nil)
        #expect(InForce.changes([first, second], after: Samples.now) == [try at("2029-01-01")])
    }

    @Test func aSuspensionStopsUntilItsPartyResumes() throws {
        let signed = try signed()
        let agency = Samples.agency("us-or-sp")
        func notice(_ kind: AgreementNotice.Kind, _ time: String) throws -> AgreementNotice {
            let notice = AgreementNotice(
                kind, of: signed.agreement, by: agency, effective: try at(time), reason: "court order")
            let message = try notice.signed(with: Samples.key(1))
            #expect(try AgreementNotice(verifying: message, of: signed.agreement) == notice)
            return notice
        }
        let notices = [try notice(.suspend, "2026-06-01"), try notice(.resume, "2026-07-01")]
        #expect(InForce.governing([signed], notices: notices, at: try at("2026-05-31")) != nil)
        #expect(InForce.governing([signed], notices: notices, at: Samples.now) == nil)
        #expect(InForce.governing([signed], notices: notices, at: try at("2026-07-01")) != nil)
        let forged = try notices[0].signed(with: Samples.key(0))
        #expect(throws: AgreementError(.badSignature, "")) {
            _ = try AgreementNotice(verifying: forged, of: signed.agreement)
        }
    }
}
