import ComityCore
import ComityCrypto

/// The keys that seal statements and entries at rest: leaves of one puncturable tree, one for each slot.
/// Specs/store.md#sealing
///
/// A slot seals once. Slots are reserved in the key folder in blocks before a transaction uses them, so that neither a
/// crash nor a failed write nor a restored database leads to a slot being used twice. A key folder that was itself
/// rolled back forgets reservations: the nonce depends on what is sealed, so that no key stream is used twice even
/// then.
///
/// The tree is kept in parts: of a part of which a slot was destroyed the seeds lie in a file of its own, and the tree
/// no longer covers it. However erasures scatter, a file holds half as many seeds as a part has slots at most, and an
/// erasure rewrites the parts that it touches.
struct SealingKeys {
    /// The first reservation of an opening: a command that touches one record wastes few slots.
    private static let firstBlock: UInt64 = 256
    /// The largest reservation: one write of the key folder for 65,536 sealed items.
    private static let largestBlock: UInt64 = 65_536
    /// Slots of one part: 1.2 MB of seeds if every second one is destroyed, and as much in `seals` if every second
    /// part was touched.
    private static let slotsPerPart: UInt64 = 1 << 16

    private struct Content: KeyFileContent {
        static let file = "seals"

        /// Slots below this may have been used.
        var reserved: UInt64
        /// Of the parts of which no slot was destroyed.
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

    private struct Part: KeyFileContent {
        static let file = "seals-"

        var key: PuncturableKey

        init(_ key: PuncturableKey) { self.key = key }

        init(reading reader: inout CBORReader) throws {
            key = try PuncturableKey(decoding: try reader.byteString())
        }

        func write(into writer: inout CBORWriter) { writer.byteString(key.encoded) }
    }

    /// Follows slots within one part: neighbours share most of their way down the tree.
    private struct PartCursor {
        let part: UInt64
        var seeds: SeedCursor
    }

    private let folder: any KeyFolder
    private var file: KeyFileState<Content>
    /// The parts that have a file, as far as they were needed.
    private var parts: [UInt64: KeyFileState<Part>] = [:]
    /// Follows ``next``.
    private var writer: PartCursor?
    /// Follows what is read, which mostly are neighbours too.
    private var reader: PartCursor?
    private var next: UInt64
    private var block = Self.firstBlock

    /// Whether the folder holds the keys of some store.
    static func arePlanted(in folder: any KeyFolder) throws -> Bool { try folder.read(Content.file) != nil }

    /// Reads the tree, or plants one with `seed` where there is none and `mayPlant` says that none is missed.
    init(folder: any KeyFolder, seed: [UInt8], mayPlant: Bool) throws {
        self.folder = folder
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
        guard slot < PuncturableKey.leafLimit else {
            throw StoreError(.full, "all \(PuncturableKey.leafLimit) slots for sealed items have been used")
        }
        let part = slot / Self.slotsPerPart
        if writer?.part != part { writer = try cursor(of: part) }
        guard let secret = try writer?.seeds.seed(slot) else { throw missing(part) }
        next += 1
        let nonce = Self.nonce(secret, plain, purpose)
        let sealed = AESGCM.seal(
            plain, key: SymmetricKey(secret), nonce: nonce, authenticating: purpose.associatedBytes)
        return Sealed(slot: Int64(slot), secret: secret, bytes: nonce + sealed)
    }

    /// - Throws: `punctured` if the content was destroyed, `authentication-failed` if the bytes were altered,
    ///   `key-missing` if the file of the slot's part is gone.
    /// - Complexity: O(bytes), and 2 hashes if the slots come in a row, up to 32 otherwise.
    mutating func open(_ sealed: [UInt8], slot: Int64, purpose: SealingPurpose) throws -> [UInt8] {
        let secret = try secret(of: slot)
        return try AESGCM.open(
            Array(sealed.dropFirst(AESGCM.nonceBytes)), key: SymmetricKey(secret),
            nonce: Array(sealed.prefix(AESGCM.nonceBytes)), authenticating: purpose.associatedBytes)
    }

    /// The secret of a slot.
    /// - Throws: `punctured` if it was destroyed, `key-missing` if the file of its part is gone.
    mutating func secret(of slot: Int64) throws -> Digest {
        let part = UInt64(slot) / Self.slotsPerPart
        if reader?.part != part { reader = try cursor(of: part) }
        guard let secret = try reader?.seeds.seed(UInt64(slot)) else { throw missing(part) }
        return secret
    }

    /// Destroys the keys of `slots`, durably when this returns. A failure leaves some of them, and destroys nothing
    /// else: it is called again. Complexity: O(slots · 32 + seeds of the parts touched).
    mutating func puncture(_ slots: some Sequence<Int64>) throws {
        defer { (writer, reader) = (nil, nil) }
        let touched = Dictionary(grouping: slots.map { UInt64($0) }) { $0 / Self.slotsPerPart }
        // A part's own file first: if the tree cannot be written after it, the tree still covers what it did before.
        for (part, slots) in touched.sorted(by: { $0.key < $1.key }) {
            var kept =
                try parts[part] ?? KeyFileState(readingFrom: folder, named: Self.name(of: part))
                ?? KeyFileState(
                    in: folder, named: Self.name(of: part),
                    startingFrom: Part(file.content.tree.part(Self.slots(of: part))))
            try kept.change { $0.key.puncture(slots) }
            parts[part] = kept
        }
        let covered = touched.keys.filter { file.content.tree.part(Self.slots(of: $0)).cover.count > 0 }
        guard !covered.isEmpty else { return }
        try file.change { content in for part in covered { content.tree.puncture(Self.slots(of: part)) } }
    }

    /// A cursor over what is left of a part.
    private mutating func cursor(of part: UInt64) throws -> PartCursor {
        if parts[part] == nil {
            let whole = file.content.tree.part(Self.slots(of: part))
            if whole.cover.count > 0 { return PartCursor(part: part, seeds: whole.cursor()) }
            parts[part] = try KeyFileState(readingFrom: folder, named: Self.name(of: part))
        }
        guard let kept = parts[part] else { throw missing(part) }
        return PartCursor(part: part, seeds: kept.content.key.cursor())
    }

    private func missing(_ part: UInt64) -> StoreError {
        StoreError(.keyMissing, "the key folder has no file `\(Self.name(of: part))`: restore it from a backup")
    }

    private static func name(of part: UInt64) -> String { "\(Part.file)\(part)" }

    private static func slots(of part: UInt64) -> Range<UInt64> { part * slotsPerPart..<(part + 1) * slotsPerPart }

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
