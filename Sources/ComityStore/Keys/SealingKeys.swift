import ComityCore
import ComityCrypto

/// The keys that seal statements and entries at rest: leaves of one puncturable tree, one for each slot.
/// Specs/store.md#sealing
///
/// A slot seals once. Slots are reserved in the key folder in blocks before a transaction uses them, so that neither a
/// crash nor a failed write nor a restored database leads to a slot being used twice. A key folder that was itself
/// rolled back forgets reservations: the nonce depends on what is sealed, so that no key stream is used twice even
/// then.
struct SealingKeys {
    /// The first reservation of an opening: a command that touches one record wastes few slots.
    private static let firstBlock: UInt64 = 256
    /// The largest reservation: one write of the key folder for 65,536 sealed items.
    private static let largestBlock: UInt64 = 65_536

    private struct Content: KeyFileContent {
        static let file = "seals"

        /// Slots below this may have been used.
        var reserved: UInt64
        var tree: PuncturableKey

        init(seed: [UInt8]) throws {
            reserved = 0
            tree = try PuncturableKey(rootSeed: seed)
        }

        init(reading reader: inout CBORReader) throws {
            try reader.array(count: 2)
            reserved = try reader.unsigned()
            tree = try PuncturableKey(decoding: try reader.byteString())
        }

        func write(into writer: inout CBORWriter) {
            writer.array(count: 2)
            writer.unsigned(reserved)
            writer.byteString(tree.encoded)
        }
    }

    private var file: KeyFileState<Content>
    /// Follows ``next``: neighbouring slots share most of their way down the tree.
    private var cursor: SeedCursor
    /// Follows what is read, which mostly are neighbours too.
    private var reader: SeedCursor
    private var next: UInt64
    private var block = Self.firstBlock

    /// Whether the folder holds the keys of some store.
    static func arePlanted(in folder: any KeyFolder) throws -> Bool { try folder.read(Content.file) != nil }

    /// Reads the tree, or plants one with `seed` where there is none and `mayPlant` says that none is missed.
    init(folder: any KeyFolder, seed: [UInt8], mayPlant: Bool) throws {
        if let known = try KeyFileState<Content>(readingFrom: folder) {
            file = known
        } else {
            guard mayPlant else {
                throw StoreError(
                    .keyMissing, "the key folder has no file `\(Content.file)`: restore it from a backup")
            }
            file = KeyFileState(in: folder, startingFrom: try Content(seed: seed))
            // Planted before anything is sealed.
            try file.change { _ in }
        }
        cursor = file.content.tree.cursor()
        reader = cursor
        next = file.content.reserved
    }

    /// What was sealed, and under which slot.
    struct Sealed {
        let slot: Int64
        /// The secret of the slot: what else follows from it dies with it.
        let secret: Digest
        let bytes: [UInt8]
    }

    /// Seals `plain` under a fresh slot.
    mutating func seal(_ plain: [UInt8], purpose: SealingPurpose) throws -> Sealed {
        if next == file.content.reserved { try reserve() }
        let slot = next
        next += 1
        let secret = try cursor.seed(slot)
        let nonce = Self.nonce(secret, plain, purpose)
        let sealed = AESGCM.seal(
            plain, key: SymmetricKey(secret), nonce: nonce, authenticating: purpose.associatedBytes)
        return Sealed(slot: Int64(slot), secret: secret, bytes: nonce + sealed)
    }

    /// - Throws: `punctured` if the content was destroyed, `authentication-failed` if the bytes were altered.
    /// - Complexity: O(bytes), and 2 hashes if the slots come in a row, up to 32 otherwise.
    mutating func open(_ sealed: [UInt8], slot: Int64, purpose: SealingPurpose) throws -> [UInt8] {
        let key = SymmetricKey(try secret(of: slot))
        return try AESGCM.open(
            Array(sealed.dropFirst(AESGCM.nonceBytes)), key: key, nonce: Array(sealed.prefix(AESGCM.nonceBytes)),
            authenticating: purpose.associatedBytes)
    }

    /// The secret of a slot.
    /// - Throws: `punctured` if it was destroyed.
    mutating func secret(of slot: Int64) throws -> Digest { try reader.seed(UInt64(slot)) }

    /// Destroys the keys of `slots`, durably when this returns. Complexity: O(slots · log slots ever used).
    mutating func puncture(_ slots: some Sequence<Int64>) throws {
        try file.change { $0.tree.puncture(slots.map { UInt64($0) }) }
        cursor = file.content.tree.cursor()
        reader = cursor
    }

    /// Follows from the slot's secret and the content: what two contents under one slot would share is nothing. Keyed
    /// by the secret, it is worth nothing either once that is destroyed.
    private static func nonce(_ secret: Digest, _ plain: [UInt8], _ purpose: SealingPurpose) -> [UInt8] {
        var hasher = noncePrefix
        hasher.update(secret)
        hasher.update(purpose.rawValue)
        hasher.update(plain)
        return Array(hasher.finalize().bytes.prefix(AESGCM.nonceBytes))
    }

    private static let noncePrefix: SHA256Hasher = {
        var hasher = SHA256Hasher()
        hasher.update(Array("comity/seal/v1".utf8))
        return hasher
    }()

    private mutating func reserve() throws {
        try file.change { $0.reserved += block }
        block = min(2 * block, Self.largestBlock)
    }
}

/// What a sealed item is, bound to it so that rows cannot change places between tables.
enum SealingPurpose: UInt8 {
    case statement = 1
    case entry = 2
    case linkageModel = 3
    case reviewNote = 4

    var associatedBytes: [UInt8] {
        switch self {
        case .statement: Self.ofStatement
        case .entry: Self.ofEntry
        case .linkageModel, .reviewNote: [rawValue]
        }
    }

    // Kept, so that sealing allocates nothing for them.
    private static let ofStatement = [Self.statement.rawValue]
    private static let ofEntry = [Self.entry.rawValue]
}
