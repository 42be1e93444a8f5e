package import ComityCore
package import ComityCrypto
package import ComityNode
import ComityStore
import Glibc

/// A home folder made into a node and back: keys, card and store. docs/operating.md#home
package struct NodeHome {
    /// What `comity init` is told.
    package struct Founding: Sendable {
        package let agency: AgencyID
        package let name: String
        package let jurisdiction: String
        package let agencyClass: String
        package let endpoints: [String]

        package init(
            agency: AgencyID, name: String, jurisdiction: String, agencyClass: String, endpoints: [String]
        ) {
            self.agency = agency
            self.name = name
            self.jurisdiction = jurisdiction
            self.agencyClass = agencyClass
            self.endpoints = endpoints
        }
    }

    /// A card is good for two years; `comity card update` reissues it.
    package static let cardDays: Int64 = 730
    private static let seedBytes = 32

    package let layout: HomeLayout
    private let passphrase: [UInt8]?

    /// - Parameter passphrase: opens the key files, if they are locked.
    package init(_ layout: HomeLayout, passphrase: [UInt8]? = nil) {
        self.layout = layout
        self.passphrase = passphrase
    }

    /// Makes the keys and the first card. Nothing that exists is touched.
    /// - Returns: the card.
    /// - Throws: `exists` if the folder holds a node already; `home-unusable`; what the card refuses.
    package func found(_ founding: Founding, now: Timestamp) throws -> SignedCard {
        guard access(layout.cardPath, F_OK) != 0 else {
            throw ControlFailure("exists", "`\(layout.path)` holds a node already", exit: .cannotWrite)
        }
        var random = SystemRandom()
        // What the card refuses must not leave half a home behind.
        _ = try card(founding, seeds: { _ in random.bytes(Self.seedBytes) }, now: now)
        if mkdir(layout.path, 0o700) != 0, errno != EEXIST {
            throw ControlFailure(
                "cannot-write", "cannot make `\(layout.path)`: \(systemReason(errno))", exit: .cannotWrite)
        }
        try layout.checkFolder()
        let keys = try directory()
        try keys.prepareLock(from: KeyName.root, &random)
        for name in [KeyName.root, KeyName.node, KeyName.tls, KeyName.local] {
            guard try keys.read(name) == nil else { continue }
            try keys.replace(name, with: random.bytes(Self.seedBytes))
        }
        let card = try card(founding, seeds: { try seed($0, in: keys) }, now: now)
        try write(card)
        return card
    }

    /// The root key, which signs cards and agreements; it may have been taken offline.
    /// - Throws: `key-missing` if it is not in the home.
    package func rootKey() throws -> SigningKey { try key(KeyName.root, in: try directory()) }

    package func card() throws -> SignedCard {
        try layout.checkPresent()
        let text = try readText(layout.cardPath)
        do {
            return try SignedCard(armored: text)
        } catch {
            throw ControlFailure(error.code, "`\(layout.cardPath)`: \(error.reason)", exit: .badData)
        }
    }

    /// Replaces the card file by a newer card, durably.
    package func write(_ card: SignedCard) throws {
        let temporary = layout.cardPath + ".new"
        let bytes = Array(card.armored.utf8)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw cannotWrite(temporary) }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0,
            rename(temporary, layout.cardPath) == 0
        else { throw cannotWrite(layout.cardPath) }
    }

    package func tlsIdentity() throws -> TLSIdentity {
        let keys = try directory()
        return try TLSIdentity(seed: try seed(KeyName.tls, in: keys), agency: try card().card.agency)
    }

    /// Opens the node over its store. The caller holds the home's lock.
    package func openNode(now: Timestamp) throws -> Node {
        var random = SystemRandom()
        let keys = try directory()
        try keys.prepareLock(from: KeyName.node, &random)
        let identity = NodeIdentity(
            card: try card(), signer: try key(KeyName.node, in: keys), localSecret: try seed(KeyName.local, in: keys))
        let store = try Store(
            path: layout.storePath, folder: HomeKeyFolder(keys), seed: random.bytes(Self.seedBytes),
            pageLimit: Self.pageLimit())
        return try Node(store: store, identity: identity, random: random, now: now)
    }

    /// A limit on the store's size, for tests of a full disk: `COMITY_STORE_PAGES`.
    private static func pageLimit() -> Int64? { getenv("COMITY_STORE_PAGES").flatMap { Int64(String(cString: $0)) } }

    private enum KeyName {
        static let root = "root"
        static let node = "node"
        static let tls = "tls"
        /// Derives keys that never leave the node.
        static let local = "local"
    }

    private func directory() throws -> KeyDirectory { try KeyDirectory(path: layout.keysPath, passphrase: passphrase) }

    private func seed(_ name: String, in keys: KeyDirectory) throws -> [UInt8] {
        guard let seed = try keys.read(name) else {
            throw ControlFailure("key-missing", "there is no key file `\(keys.file(name))`", exit: .badData)
        }
        return seed
    }

    private func key(_ name: String, in keys: KeyDirectory) throws -> SigningKey {
        try SigningKey(seed: try seed(name, in: keys))
    }

    /// - Parameter seeds: gives the seed of each key by its name.
    private func card(
        _ founding: Founding, seeds: (String) throws -> [UInt8], now: Timestamp
    ) throws -> SignedCard {
        let root = try SigningKey(seed: try seeds(KeyName.root))
        let tls = try TLSIdentity(seed: try seeds(KeyName.tls), agency: founding.agency)
        let card = NodeCard(
            agency: founding.agency, name: founding.name, jurisdiction: founding.jurisdiction,
            agencyClass: founding.agencyClass, rootKey: root.publicKey,
            nodeKey: try SigningKey(seed: try seeds(KeyName.node)).publicKey, tlsPin: tls.spkiPin,
            endpoints: founding.endpoints, sequence: 1, issuedAt: now, expiresAt: now.adding(days: Self.cardDays))
        return try SignedCard(signing: card, with: root)
    }

    private func readText(_ path: String) throws -> String {
        guard let file = fopen(path, "re") else {
            throw ControlFailure(
                "cannot-read", "cannot read `\(path)`: \(systemReason(errno))", exit: .badData)
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 2 * SignedCard.limitBytes)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private func cannotWrite(_ path: String) -> ControlFailure {
        ControlFailure(
            "cannot-write", "cannot write `\(path)`: \(systemReason(errno))", exit: .cannotWrite)
    }
}
