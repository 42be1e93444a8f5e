import ComityCore
import ComityCrypto

/// The keys that seal statements and entries at rest: leaves of one puncturable tree, one for each slot.
/// Specs/store.md#sealing
///
/// A slot seals once. Slots are reserved in the key folder in blocks before a transaction uses them, so that a crash
/// or a restored backup never leads to a slot being used twice.
struct SealingKeys {
    /// The first reservation of an opening: a command that touches one record wastes few slots.
    private static let firstBlock: UInt64 = 256
    /// The largest reservation: one write of the key folder for 65,536 sealed items.
    private static let largestBlock: UInt64 = 65_536
    private static let file = "seals"

    private let folder: any KeyFolder
    private var tree: PuncturableKey
    /// Follows ``next``: neighbouring slots share most of their way down the tree.
    private var cursor: SeedCursor
    /// Follows what is read, which mostly are neighbours too.
    private var reader: SeedCursor
    private var next: UInt64
    private var reserved: UInt64
    private var block = Self.firstBlock

    /// Whether the folder holds the keys of some store.
    static func arePlanted(in folder: any KeyFolder) throws -> Bool { try folder.read(file) != nil }

    /// Reads the tree, or plants one with `seed` where there is none and `mayPlant` says that none is missed.
    init(folder: any KeyFolder, seed: [UInt8], mayPlant: Bool) throws {
        self.folder = folder
        guard let bytes = try folder.read(Self.file) else {
            guard mayPlant else {
                throw StoreError(
                    .keyMissing, "the key folder has no file `\(Self.file)`: restore it from a backup")
            }
            tree = try PuncturableKey(rootSeed: seed)
            cursor = tree.cursor()
            reader = tree.cursor()
            next = 0
            reserved = 0
            try persist()
            return
        }
        do {
            var reader = CBORReader(bytes)
            try reader.array(count: 2)
            reserved = try reader.unsigned()
            tree = try PuncturableKey(decoding: try reader.byteString())
            cursor = tree.cursor()
            self.reader = tree.cursor()
            try reader.finish()
        } catch let error as any ComityError {
            throw StoreError(.corrupt, "the key file `\(Self.file)` is damaged: \(error.reason)")
        }
        next = reserved
    }

    /// Seals `plain` under a fresh slot.
    mutating func seal(_ plain: [UInt8], purpose: SealingPurpose) throws -> (slot: Int64, sealed: [UInt8]) {
        if next == reserved { try reserve() }
        let slot = next
        next += 1
        let key = SymmetricKey(try cursor.seed(slot))
        let sealed = AESGCM.seal(plain, key: key, nonce: Self.nonce, authenticating: purpose.associatedBytes)
        return (Int64(slot), sealed)
    }

    /// - Throws: `punctured` if the content was destroyed, `authentication-failed` if the bytes were altered.
    /// - Complexity: O(bytes), and 2 hashes if the slots come in a row, up to 32 otherwise.
    mutating func open(_ sealed: [UInt8], slot: Int64, purpose: SealingPurpose) throws -> [UInt8] {
        let key = SymmetricKey(try reader.seed(UInt64(slot)))
        return try AESGCM.open(sealed, key: key, nonce: Self.nonce, authenticating: purpose.associatedBytes)
    }

    /// Destroys the keys of `slots`, durably when this returns. Complexity: O(slots · log slots ever used).
    mutating func puncture(_ slots: some Sequence<Int64>) throws {
        tree.puncture(slots.map { UInt64($0) })
        cursor = tree.cursor()
        reader = tree.cursor()
        try persist()
    }

    // A slot seals one message only, so its key needs no nonce of its own.
    private static let nonce = [UInt8](repeating: 0, count: AESGCM.nonceBytes)

    private mutating func reserve() throws {
        reserved += block
        block = min(2 * block, Self.largestBlock)
        try persist()
    }

    private func persist() throws {
        var writer = CBORWriter()
        writer.array(count: 2)
        writer.unsigned(reserved)
        writer.byteString(tree.encoded)
        try folder.replace(Self.file, with: writer.bytes)
    }
}

/// What a sealed item is, bound to it so that rows cannot change places between tables.
enum SealingPurpose: UInt8 {
    case statement = 1
    case entry = 2

    var associatedBytes: [UInt8] {
        switch self {
        case .statement: Self.ofStatement
        case .entry: Self.ofEntry
        }
    }

    // Kept, so that sealing allocates nothing for them.
    private static let ofStatement = [Self.statement.rawValue]
    private static let ofEntry = [Self.entry.rawValue]
}
