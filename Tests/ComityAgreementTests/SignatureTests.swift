import ComityAgreement
import ComityCore
import ComityCrypto
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

    /// Whether a version governs the second party at an instant.
    private func governs(
        _ version: SignedAgreement, _ versions: [SignedAgreement], notices: [AgreementNotice] = [], at now: Timestamp
    ) -> Bool {
        InForce.standing(of: Samples.agency("us-or-sp"), under: versions, notices: notices, at: now)
            == .inForce(version.agreement)
    }

    private func at(_ text: String) throws -> Timestamp { try Timestamp(parsing: text) }

    @Test func isCompleteWhenEveryPartySigned() throws {
        var signed = try signed(by: [0, 1])
        #expect(signed.missing == [Samples.agency("us-wa-safe")])
        #expect(!governs(signed, [signed], at: Samples.now))
        try signed.merge(try self.signed(by: [2]))
        #expect(signed.isComplete)
        #expect(try SignedAgreement(decoding: signed.encoded) == signed)
        #expect(governs(signed, [signed], at: Samples.now))
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
        let party = Samples.agency("us-or-sp")
        #expect(governs(first, [second, first], at: try at("2026-03-31")))
        #expect(governs(second, [second, first], at: try at("2026-04-01")))
        #expect(
            InForce.standing(of: party, under: [second, first], at: try at("2029-01-01"))
                == .ended(second.agreement, .expired))
        let other = try amended(predecessor: .zero)
        #expect(InForce.standing(of: party, under: [other, first], at: Samples.now) == .resting(other.agreement))
        #expect(InForce.standing(of: party, under: [second], at: try at("2026-03-31")) == .pending)
        #expect(
            InForce.standing(of: party, under: [second, first], reached: 2, at: try at("2026-03-31"))
                == .inForce(second.agreement), "a clock that falls back undoes no version")
        #expect(InForce.standing(of: Samples.agency("us-other"), under: [first], at: Samples.now) == .unknown)
        #expect(
            InForce.changes(for: party, under: [first, second], after: Samples.now) == [try at("2029-01-01")])
    }

    /// A version without the third party, after `before`, among the parties with these keys.
    private func without(_ parties: [Int], after before: SignedAgreement, version: Int = 2) throws -> SignedAgreement {
        let people = parties.map { place in
            let name = place < Samples.names.count ? Samples.names[place] : "us-new-\(place)"
            return "party \(name) { class police jurisdiction \"us-wa\" key \"\(Samples.key(place).publicKey.text)\" }"
        }
        var signed = SignedAgreement(
            try Samples.agreement(
                """
                agreement "cascadia-ht-taskforce" version \(version) {
                  title "Others" purpose human-trafficking-investigation
                  effective 2026-04-01 until 2028-12-31 supersedes sha256:\(before.digest)
                  \(people.joined(separator: "\n"))
                  permit all { share vehicle to any }
                }
                """))
        for key in parties { try signed.sign(with: Samples.key(key), signedBefore: nil) }
        return signed
    }

    @Test func whoIsLeftOutIsGovernedByWhatFollowsAndIsSignedByWhoStays() throws {
        let first = try signed()
        let left = Samples.agency("us-wa-safe")
        func standing(_ next: SignedAgreement) throws -> Standing {
            InForce.standing(of: left, under: [first, next], at: try at("2026-05-01"))
        }
        let stays = Standing.inForce(first.agreement)
        #expect(try standing(try without([0, 1], after: first)) == .ended(first.agreement, .left))
        #expect(try standing(try without([0, 1, 7], after: first)) == .ended(first.agreement, .left))
        #expect(try standing(try without([0, 7], after: first)) == stays, "one party and a key that it made up")
        #expect(try standing(try without([7, 8], after: first)) == stays, "strangers")
        #expect(try standing(try without([0, 1], after: first, version: 3)) == stays, "not the next number")
        #expect(try standing(try without([0, 1], after: try without([0, 1], after: first))) == stays, "another text")
        let early = InForce.standing(
            of: left, under: [first, try without([0, 1], after: first)], at: try at("2026-03-31"))
        #expect(early == stays, "its instant has not come")
        let pair = try without([0, 1], after: first)
        let alone = InForce.standing(
            of: Samples.agency("us-or-sp"), under: [pair, try without([0, 7], after: pair, version: 3)],
            at: try at("2026-05-01"))
        #expect(alone == .ended(pair.agreement, .left), "of two parties the other one is enough")
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
        #expect(governs(signed, [signed], notices: notices, at: try at("2026-05-31")))
        #expect(!governs(signed, [signed], notices: notices, at: Samples.now))
        #expect(governs(signed, [signed], notices: notices, at: try at("2026-07-01")))
        let forged = try notices[0].signed(with: Samples.key(0))
        #expect(throws: AgreementError(.badSignature, "")) {
            _ = try AgreementNotice(verifying: forged, of: signed.agreement)
        }
    }
}
