import ComityAgreement
import ComityCore
import ComityCrypto
import ComityFeed
import ComityMerkle
import ComityNode
import ComitySimulator
import ComitySync

/// A member that says hello and does nothing else by itself: a test speaks for it, true or not.
final class Puppet: WorldMember {
    let agency: AgencyID
    let root: SigningKey
    let nodeKey: SigningKey
    let card: SignedCard
    private let world: World
    private(set) var link: LinkID?
    /// What came, by frame type.
    private(set) var inbox: [(type: UInt8, body: [UInt8])] = []

    init(_ name: String, in world: World, seed: UInt64 = 99) throws {
        var random = SeededRandom(seed: seed)
        self.world = world
        agency = try AgencyID(parsing: name)
        root = try SigningKey.generate(&random)
        nodeKey = try SigningKey.generate(&random)
        card = try SignedCard(
            signing: NodeCard(
                agency: agency, name: name, jurisdiction: "us-wa", agencyClass: "police", rootKey: root.publicKey,
                nodeKey: nodeKey.publicKey, tlsPin: SHA256.hash(random.bytes(32)), endpoints: [], sequence: 1,
                issuedAt: world.now, expiresAt: world.now.adding(days: 3650)), with: root)
    }

    func linkOpened(_ link: LinkID, to peer: SignedCard, outbound: Bool, now: Timestamp) -> [LinkAction] {
        self.link = link
        let hello = Hello(agency: agency, cardSequence: 1, peerCardSequence: 1, catalogueDigest: SHA256.hash([1]))
        return [.send(link, Frame.hello(hello).encoded)]
    }

    func received(_ link: LinkID, bytes: [UInt8], now: Timestamp) -> [LinkAction] {
        if bytes.count > 4 { inbox.append((bytes[4], Array(bytes[5...]))) }
        return []
    }

    func linkClosed(_ link: LinkID, reason: String, now: Timestamp) -> [LinkAction] {
        self.link = nil
        return []
    }

    func congestion(_ link: LinkID, isFull: Bool, now: Timestamp) -> [LinkAction] { [] }
    func wake(now: Timestamp) -> [LinkAction] { [] }

    func send(_ frame: Frame) {
        if let link { world.perform([.send(link, frame.encoded)], at: agency) }
    }

    /// A feed of its own under an agreement.
    func feed(under agreement: Agreement) -> FeedID? {
        agreement.audiences(from: agency).first.map {
            FeedID(origin: agency, agreement: agreement.id, audience: $0.id)
        }
    }
}

/// A feed as a puppet tells it, batch by batch.
struct PuppetFeed {
    let puppet: Puppet
    let feed: FeedID
    var epoch = Epoch.first
    private(set) var range = CompactRange()

    init(_ puppet: Puppet, _ feed: FeedID, epoch: Epoch = .first) {
        self.puppet = puppet
        self.feed = feed
        self.epoch = epoch
    }

    /// Sends the next entries, all of them live.
    mutating func send(_ bodies: [EntryBody], evidence: [DeadEvidence] = []) throws {
        try send(bodies.map(\.encoded), evidence: evidence)
    }

    /// Sends bodies as they are encoded, rightly or not.
    mutating func send(_ bodies: [[UInt8]], evidence: [DeadEvidence] = []) throws {
        let start = LeafIndex(range.end)
        var leaves: [BatchLeaf] = []
        var salts: [Salt] = []
        for body in bodies {
            let salt = Salt(derived: [UInt8](repeating: UInt8(truncatingIfNeeded: range.end), count: 16))
            range.append(Entry.leafHash(salt: salt, body: body))
            leaves.append(.live(salt: salt, body: body))
            salts.append(salt)
        }
        let head = try SignedHead(
            feed: feed, epoch: epoch, size: TreeSize(range.end), root: range.root, signer: puppet.nodeKey)
        let batch = try SealedBatch(
            feed: feed, epoch: epoch, start: start, head: head, leaves: leaves, salts: .listed(salts),
            evidence: evidence)
        puppet.send(.batch(batch.bytes))
    }
}
