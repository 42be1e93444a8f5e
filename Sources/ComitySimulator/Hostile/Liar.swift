package import ComityAgreement
package import ComityCore
package import ComityCrypto
import ComityFeed
package import ComityNode
import ComityRecords
import ComitySync

/// A member that holds a card and signs agreements, and then lies. It speaks the protocol just well enough to be heard.
package final class Liar: WorldMember {
    package enum Lie: String, CaseIterable, Sendable {
        /// Two roots for one size.
        case fork
        /// Records and fields that the agreement lets nobody send, a victim among them.
        case undisclosable
        /// Checkpoints signed by somebody else's key.
        case forgedSignature = "forged-signature"
        /// A batch of another member's feed, signed with its own key.
        case impersonation
        /// Patches of records that it never stated.
        case groundlessPatch = "groundless-patch"
        /// A heartbeat signed by somebody else's key.
        case forgedHeartbeat = "forged-heartbeat"
        /// A live leaf as a bare hash.
        case hiddenLeaf = "hidden-leaf"
        /// A version of the agreement that nobody signed.
        case unknownVersion = "unknown-version"
        /// More patches on one state than any view may rest on.
        case endlessPatches = "endless-patches"
        /// Bytes that are no frames.
        case garbage
        /// A frame that says it is larger than any may be.
        case oversize
        /// A frame of a kind that only an agreement allows, before hello.
        case unbidden
    }

    package let agency: AgencyID
    package let card: SignedCard
    package let root: SigningKey
    package let lie: Lie
    /// The version that it has signed last.
    package var agreement: SignedAgreement?
    private let nodeKey: SigningKey
    private let doctored: (Agreement) -> Agreement?
    private var random: SeededRandom
    private var branches: [SealedBatch] = []

    /// - Parameter doctored: the same agreement with rules that the liar likes better.
    package init(
        _ lie: Lie, agency: AgencyID, random seed: inout SeededRandom, now: Timestamp,
        doctored: @escaping (Agreement) -> Agreement?
    ) throws {
        self.agency = agency
        self.lie = lie
        self.doctored = doctored
        random = SeededRandom(seed: seed.next())
        root = try SigningKey.generate(&random)
        nodeKey = try SigningKey.generate(&random)
        card = try SignedCard(
            signing: NodeCard(
                agency: agency, name: agency.text, jurisdiction: "us-wa", agencyClass: "police",
                rootKey: root.publicKey, nodeKey: nodeKey.publicKey, tlsPin: SHA256.hash(random.bytes(32)),
                endpoints: [], sequence: 1, issuedAt: now, expiresAt: now.adding(days: 3650)), with: root)
    }

    package func linkOpened(_ link: LinkID, to peer: SignedCard, outbound: Bool, now: Timestamp) -> [LinkAction] {
        let hello = Hello(
            agency: agency, cardSequence: 1, peerCardSequence: 1, catalogueDigest: SHA256.hash(random.bytes(8)))
        var bytes: [[UInt8]] = [Frame.hello(hello).encoded]
        switch lie {
        case .garbage: bytes.append(random.bytes(64))
        case .oversize: bytes.append([0x7F, 0xFF, 0xFF, 0xFF, 6])
        case .unbidden: bytes.insert(Frame.batch(random.bytes(64)).encoded, at: 0)
        default:
            if let agreement { bytes.append(Frame.agreement(agreement.encoded).encoded) }
            do {
                if lie == .forgedHeartbeat { bytes.append(try forgedHeartbeat(now: now)) }
                for batch in try batches(now: now) { bytes.append(Frame.batch(batch.bytes).encoded) }
            } catch {
                return []
            }
        }
        return bytes.map { .send(link, $0) }
    }

    package func received(_ link: LinkID, bytes: [UInt8], now: Timestamp) -> [LinkAction] { [] }
    package func linkClosed(_ link: LinkID, reason: String, now: Timestamp) -> [LinkAction] { [] }
    package func congestion(_ link: LinkID, isFull: Bool, now: Timestamp) -> [LinkAction] { [] }
    package func wake(now: Timestamp) -> [LinkAction] { [] }

    /// What it tells: a fork tells two stories in turns, so that each hearer has both sooner or later.
    private func batches(now: Timestamp) throws -> [SealedBatch] {
        if branches.isEmpty { try write(now: now) }
        guard lie == .fork else { return branches }
        branches.reverse()
        return [branches[0]]
    }

    private func write(now: Timestamp) throws {
        let isOther = lie == .impersonation
        guard let agreement = agreement?.agreement,
            let origin = agreement.parties.first(where: { ($0.agency != agency) == isOther })?.agency,
            let audience = agreement.audiences(from: origin).first
        else { return }
        let id = FeedID(origin: origin, agreement: agreement.id, audience: audience.id)
        let rules = lie == .undisclosable ? doctored(agreement) ?? agreement : agreement
        for branch in 0..<(lie == .fork ? 2 : 1) {
            var feed = LyingFeed(id: id, random: SeededRandom(seed: random.next()))
            feed.append(feed.governed(by: agreement, version: lie == .unknownVersion ? 99 : nil))
            if lie == .endlessPatches {
                try feed.appendPatches(of: record(branch: 0, number: 1), under: agreement, now: now)
            }
            for number in 0..<(lie == .endlessPatches ? 0 : 3) {
                let content = record(branch: branch, number: number)
                if lie == .groundlessPatch {
                    try feed.appendPatch(content, rules: rules, now: now)
                } else {
                    try feed.append(content, doctored: rules, now: now)
                }
            }
            let signer = lie == .forgedSignature ? try SigningKey.generate(&random) : nodeKey
            branches.append(try feed.batch(signer: signer, hiding: lie == .hiddenLeaf ? [2] : []))
        }
    }

    private func forgedHeartbeat(now: Timestamp) throws -> [UInt8] {
        let time = HybridTime(timestamp: now, counter: 0)
        let stranger = try SigningKey.generate(&random)
        let heartbeat = try Heartbeat(agency: agency, time: time, common: .zero, heads: [], signer: stranger)
        return Frame.heartbeat(heartbeat).encoded
    }

    private func record(branch: Int, number: Int) -> Content {
        var content = Content(type: .person)
        content.set(.names, to: .composite(of: [Component(NamePart.family, .text("Liar\(branch)-\(number)"))]))
        if lie == .undisclosable {
            content.set(.nationality, to: .text("undisclosable"))
            content.set(.subjectCategory, to: .text(number == 0 ? "victim" : "suspect"))
        } else {
            content.set(.subjectCategory, to: .text("suspect"))
        }
        return content
    }
}
