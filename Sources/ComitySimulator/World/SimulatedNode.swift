package import ComityCore
package import ComityCrypto
package import ComityNode
package import ComityStore

/// One agency of the simulated world: its keys, what is durable, and the node that lives between two crashes.
package final class SimulatedNode: WorldMember {
    package let agency: AgencyID
    package let root: SigningKey
    package let card: SignedCard
    package let keys: SimulatedKeyFolder
    package let nodeKey: SigningKey
    private let disk = SimulatedDisk()
    private let localSecret: [UInt8]
    private let itemsPerStep: Int?
    private var random: SeededRandom
    package private(set) var node: Node
    /// How often it has crashed.
    package private(set) var crashes = 0
    /// How often its database was replaced by an older copy.
    package private(set) var restores = 0

    package init(
        agency: AgencyID, agencyClass: String = "police", endpoints: [String], itemsPerStep: Int? = nil,
        random seed: inout SeededRandom, now: Timestamp
    ) throws {
        self.agency = agency
        self.itemsPerStep = itemsPerStep
        random = SeededRandom(seed: seed.next())
        root = try SigningKey.generate(&random)
        nodeKey = try SigningKey.generate(&random)
        keys = SimulatedKeyFolder()
        localSecret = random.bytes(32)
        card = try SignedCard(
            signing: NodeCard(
                agency: agency, name: agency.text, jurisdiction: "us-wa", agencyClass: agencyClass,
                rootKey: root.publicKey, nodeKey: nodeKey.publicKey, tlsPin: SHA256.hash(random.bytes(32)),
                endpoints: endpoints, sequence: 1, issuedAt: now, expiresAt: now.adding(days: 3650)), with: root)
        node = try Self.open(
            disk, keys, NodeIdentity(card: card, signer: nodeKey, localSecret: localSecret), &random, now)
        if let itemsPerStep { node.itemsPerStep = itemsPerStep }
    }

    package var store: Store { node.store }

    /// Loses everything that was not committed, and opens again over what was.
    package func crash(now: Timestamp) throws {
        crashes += 1
        try reopen(now: now)
    }

    package var backupCount: Int { disk.backupCount }

    /// Copies the database. The key folder is never part of a backup.
    package func backUp() throws { try disk.backUp() }

    /// The operator puts back an older copy of the database.
    package func restore(_ backup: Int, now: Timestamp) throws {
        restores += 1
        try disk.restore(backup)
        try reopen(now: now)
    }

    private func reopen(now: Timestamp) throws {
        keys.restorePower()
        node = try Self.open(
            disk, keys, NodeIdentity(card: card, signer: nodeKey, localSecret: localSecret), &random, now)
        if let itemsPerStep { node.itemsPerStep = itemsPerStep }
    }

    private static func open(
        _ disk: SimulatedDisk, _ keys: SimulatedKeyFolder, _ identity: NodeIdentity, _ random: inout SeededRandom,
        _ now: Timestamp
    ) throws -> Node {
        let store = try Store(database: disk.database(), folder: keys, seed: random.bytes(32))
        let node = try Node(
            store: store, identity: identity, random: SeededRandom(seed: random.next()), now: now)
        node.isRunning = true
        return node
    }

    // MARK: WorldMember

    package func linkOpened(_ link: LinkID, to peer: SignedCard, outbound: Bool, now: Timestamp) -> [LinkAction] {
        node.linkOpened(link, peerPin: peer.card.tlsPin, outbound: outbound, now: now)
    }

    package func received(_ link: LinkID, bytes: [UInt8], now: Timestamp) -> [LinkAction] {
        node.received(link, bytes: bytes, now: now)
    }

    package func linkClosed(_ link: LinkID, reason: String, now: Timestamp) -> [LinkAction] {
        node.linkClosed(link, reason: reason, now: now)
    }

    package func congestion(_ link: LinkID, isFull: Bool, now: Timestamp) -> [LinkAction] {
        guard isFull else { return node.linkWritable(link, now: now) }
        node.linkCongested(link, now: now)
        return []
    }

    package func wake(now: Timestamp) -> [LinkAction] { node.wake(now: now) }
}
