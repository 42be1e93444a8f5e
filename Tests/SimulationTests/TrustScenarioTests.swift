import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import ComitySync
import Testing

/// Whose key is it? A peer whose card is held makes up keys, cards and agreements; nothing that it does not own may
/// come of it. Specs/agreement.md#keys, Specs/card.md#rules
@Suite struct TrustScenarioTests {
    private let scene: Scene
    private let puppet: Puppet
    private let stranger: SigningKey

    /// Two agencies that share, and a third that both know and share nothing with.
    init() throws {
        scene = try Scene(["us-a", "us-c"])
        puppet = try Puppet("us-evil", in: scene.world)
        scene.world.add(puppet)
        for node in scene.nodes {
            _ = try node.node.importCard(puppet.card, by: scene.actor, now: scene.world.now)
        }
        var random = SeededRandom(seed: 5)
        stranger = try SigningKey.generate(&random)
        scene.world.connect(puppet.agency, scene[0].agency)
        scene.rest()
    }

    private func signatory(_ agency: AgencyID, _ key: SigningKey) -> TermsWriter.Signatory {
        .init(agency: agency, agencyClass: "police", key: key.publicKey)
    }

    /// An agreement of the puppet's own making, signed with every key that it has.
    private func forge(_ writer: inout TermsWriter, _ parties: [TermsWriter.Signatory], by keys: [SigningKey]) throws
        -> SignedAgreement
    {
        var signed = SignedAgreement(try writer.next(TermsWriter.Terms(), parties: parties))
        for key in keys { try signed.sign(with: key, signedBefore: nil) }
        return signed
    }

    @Test func anAgreementThatNamesUsWithAMadeUpKeyIsRefused() throws {
        try scene.add(at: 0)
        var writer = TermsWriter(id: try AgreementID(parsing: "forged"))
        let forged = try forge(
            &writer, [signatory(scene[0].agency, stranger), signatory(puppet.agency, puppet.root)],
            by: [stranger, puppet.root])
        #expect(forged.isComplete)
        puppet.send(.agreement(forged.encoded))
        scene.rest()
        #expect(scene[0].node.book.inForce[forged.agreement.id] == nil)
        #expect(try scene[0].store.agreements(forged.agreement.id).isEmpty)
        #expect(puppet.link == nil)
        #expect(try scene.audited(at: 0)["peer-refused"] == 1)
    }

    @Test func anAgreementThatNamesAPartnerWithAMadeUpKeyIsPutAside() throws {
        var writer = TermsWriter(id: try AgreementID(parsing: "forged"))
        let forged = try forge(
            &writer,
            [
                signatory(scene[0].agency, scene[0].root), signatory(scene[1].agency, stranger),
                signatory(puppet.agency, puppet.root),
            ], by: [scene[0].root, stranger, puppet.root])
        puppet.send(.agreement(forged.encoded))
        scene.rest()
        #expect(scene[0].node.book.inForce[forged.agreement.id] == nil)
        #expect(puppet.link != nil)
        #expect(try scene.audited(at: 0)["peer-refused"] == 1)
        #expect(throws: NodeError(.impostorKey, "")) {
            try scene[0].node.importAgreement(forged, by: scene.actor, now: scene.world.now)
        }
    }

    /// The card comes after the agreement: from then on the agreement is not looked at any more.
    @Test func aCardShowsThatAnAgreementNamesAnImpostor() throws {
        let late = try Puppet("us-late", in: scene.world, seed: 100)
        var writer = TermsWriter(id: try AgreementID(parsing: "mistaken"))
        let mistaken = try forge(
            &writer, [signatory(scene[0].agency, scene[0].root), signatory(late.agency, stranger)],
            by: [scene[0].root, stranger])
        _ = try scene[0].node.importAgreement(mistaken, by: scene.actor, now: scene.world.now)
        #expect(scene[0].node.book.inForce[mistaken.agreement.id] != nil)
        _ = try scene[0].node.importCard(late.card, by: scene.actor, now: scene.world.now)
        #expect(scene[0].node.book.inForce[mistaken.agreement.id] == nil)
    }

    /// What partners sent under it goes as well: nobody knows whom else it went to.
    @Test func whatCameUnderAnImpostorsAgreementIsDestroyed() throws {
        let late = try Puppet("us-late", in: scene.world, seed: 100)
        var writer = TermsWriter(id: try AgreementID(parsing: "mistaken"))
        let mistaken = try forge(
            &writer,
            [
                signatory(scene[0].agency, scene[0].root), signatory(scene[1].agency, scene[1].root),
                signatory(late.agency, stranger),
            ], by: [scene[0].root, scene[1].root, stranger])
        for node in scene.nodes {
            _ = try node.node.importAgreement(mistaken, by: scene.actor, now: scene.world.now)
        }
        scene.connect(0, 1)
        try scene.add(at: 1)
        scene.rest()
        func held() throws -> UInt64? {
            let logs = try scene[0].store.logs()
            return logs.first { $0.feed.agreement == mistaken.agreement.id && !$0.isOwn }?.size.value
        }
        #expect(try #require(try held()) > 1)
        _ = try scene[0].node.importCard(late.card, by: scene.actor, now: scene.world.now)
        #expect(try held() == 0)
        #expect(try scene.audited(at: 0)["agreement-ended"] == 1)
        #expect(try scene.shown(1, at: 0) == 1, "what came under another agreement stays")
    }

    @Test func aForgedNextVersionEndsNothing() throws {
        try scene.add(at: 0)
        scene.connect(0, 1)
        scene.rest()
        let before = try #require(scene[0].node.book.inForce[scene.writer.id])
        var writer = scene.writer
        let forged = try forge(
            &writer, [signatory(scene[0].agency, stranger), signatory(puppet.agency, puppet.root)],
            by: [stranger, puppet.root])
        puppet.send(.agreement(forged.encoded))
        scene.rest(seconds: 10)
        #expect(scene[0].node.book.inForce[scene.writer.id] == before)
        #expect(try scene.shown(0, at: 1) == 1)
    }

    /// What a peer proposes without anybody's signature takes no number away from the administrator.
    @Test func aProposalDoesNotTakeAVersionNumber() throws {
        var writer = TermsWriter(id: try AgreementID(parsing: "squatted"))
        let parties = [signatory(scene[0].agency, scene[0].root), signatory(puppet.agency, puppet.root)]
        var other = writer
        puppet.send(.agreement(try forge(&writer, parties, by: []).encoded))
        scene.rest()
        var terms = TermsWriter.Terms()
        terms.withholdsVictims.toggle()
        let ours = try other.next(terms, parties: parties)
        let request = ControlRequest("agreement.propose", ["agreement": .bytes(ours.encoded)], user: "ana")
        guard case .result = scene[0].node.perform(request, now: scene.world.now) else {
            Issue.record("the administrator's own text is refused")
            return
        }
    }

    @Test func aCardWithAnotherAgencysPinIsRefused() throws {
        var card = puppet.card.card
        card.sequence = 2
        card.tlsPin = scene[1].card.card.tlsPin
        puppet.send(.card(try SignedCard(signing: card, with: puppet.root).encoded))
        scene.rest()
        #expect(puppet.link == nil)
        #expect(scene[0].node.agency(ofPin: card.tlsPin) == scene[1].agency)
        #expect(try scene.audited(at: 0)["card-replaced"] == nil)
    }

    /// It once stopped the node: the calendar divided the smallest integer.
    @Test func aCardOfAllTimesIsRefusedAndHarmsNobody() throws {
        var card = puppet.card.card
        card.sequence = 2
        card.issuedAt = Timestamp(milliseconds: .min)
        card.expiresAt = Timestamp(milliseconds: .min + 1)
        puppet.send(.card(try SignedCard(signing: card, with: puppet.root).encoded))
        scene.rest()
        #expect(puppet.link == nil)
        #expect(try scene.audited(at: 0)["peer-refused"] == 1)
    }
}
