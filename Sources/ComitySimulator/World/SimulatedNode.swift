package import ComityCore
package import ComityCrypto
package import ComityNode
import ComitySQLite
package import ComityStore

/// One agency of the simulated world: its keys, what is durable, and the node that lives between two crashes.
package final class SimulatedNode {
    package let agency: AgencyID
    package let root: SigningKey
    package let card: SignedCard
    package let keys: SimulatedKeyFolder
    private let nodeKey: SigningKey
    private let database: Connection
    private let localSecret: [UInt8]
    private var random: SeededRandom
    package private(set) var node: Node
    /// How often it has crashed.
    package private(set) var crashes = 0

    package init(
        agency: AgencyID, agencyClass: String = "police", endpoints: [String], random seed: inout SeededRandom,
        now: Timestamp
    ) throws {
        self.agency = agency
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
        database = try Connection(path: ":memory:")
        node = try Self.open(
            database, keys, NodeIdentity(card: card, signer: nodeKey, localSecret: localSecret), &random, now)
    }

    package var store: Store { node.store }

    /// Loses everything that was not committed, and opens again over what was.
    package func crash(now: Timestamp) throws {
        crashes += 1
        node = try Self.open(
            database, keys, NodeIdentity(card: card, signer: nodeKey, localSecret: localSecret), &random, now)
    }

    private static func open(
        _ database: Connection, _ keys: SimulatedKeyFolder, _ identity: NodeIdentity, _ random: inout SeededRandom,
        _ now: Timestamp
    ) throws -> Node {
        let store = try Store(database: database, folder: keys, seed: random.bytes(32))
        let node = try Node(
            store: store, identity: identity, random: SeededRandom(seed: random.next()), now: now)
        node.isRunning = true
        return node
    }
}
