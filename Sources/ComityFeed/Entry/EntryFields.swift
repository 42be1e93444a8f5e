import ComityCore
import ComityRecords

/// The fields of an entry body as they were read, before the kind says which must be there.
///
/// Every field that a kind does not use is refused, so that an entry has one spelling.
struct EntryFields {
    private var kind: EntryKind?
    private var handle: Handle?
    private var version: UInt64?
    private var clauses: [ClauseID]?
    private var expires: Timestamp?
    private var content: Content?
    private var base: LeafIndex?
    private var patch: ContentPatch?
    private var reason: WithdrawEntry.Reason?
    private var order: String?
    private var leaves: [LeafIndex]?
    private var digest: Digest?
    private var size: TreeSize?
    private var count: UInt64?
    private var statedAt: HybridTime?
    private var source: DerivedSource?
    /// One bit for each key that is present.
    private var present: UInt32 = 0

    init(decoding bytes: [UInt8]) throws(CoreError) {
        var reader = CBORReader(bytes)
        var order = MapKeyOrder()
        for _ in 0..<(try reader.map()) {
            let number = try reader.integer()
            try order.accept(number)
            guard let key = EntryKey(rawValue: number) else {
                throw CoreError(.unexpectedCBOR, "key \(number) is unknown")
            }
            present |= 1 << UInt32(key.rawValue)
            try read(key, from: &reader)
        }
        try reader.finish()
    }

    private mutating func read(_ key: EntryKey, from reader: inout CBORReader) throws(CoreError) {
        switch key {
        case .kind: kind = EntryKind(rawValue: try reader.unsigned())
        case .handle: handle = try Handle(try reader.unsigned())
        case .version: version = try reader.unsigned()
        case .clauses: clauses = try Self.clauses(&reader)
        case .expires: expires = try reader.instant()
        case .content: content = try Content(from: &reader)
        case .base: base = try reader.leafIndex()
        case .patch: patch = try ContentPatch(from: &reader)
        case .reason: reason = WithdrawEntry.Reason(rawValue: try reader.unsigned())
        case .order: order = try reader.text()
        case .leaves: leaves = try PurgeEntry.leaves(&reader)
        case .digest: digest = try reader.digest()
        case .size: size = try reader.treeSize()
        case .count: count = try reader.unsigned()
        case .statedAt: statedAt = HybridTime(try reader.unsigned())
        case .source: source = try DerivedSource(reading: &reader)
        }
    }

    func body() throws(CoreError) -> EntryBody {
        guard let kind else { throw CoreError(.unexpectedCBOR, "the kind is missing or unknown") }
        switch kind {
        case .state: return try .state(state())
        case .patch: return try .patch(patchEntry())
        case .withdraw: return try .withdraw(withdraw())
        case .purge:
            try allow([.kind, .leaves, .order])
            return .purge(PurgeEntry(leaves: try required(leaves, "leaves"), order: order))
        case .agreement:
            try allow([.kind, .version, .digest])
            return .agreement(
                AgreementEntry(version: try required(version, "version"), digest: try required(digest, "digest")))
        case .census:
            try allow([.kind, .digest, .size, .count])
            return .census(
                CensusEntry(
                    size: try required(size, "size"), deadCount: try required(count, "count"),
                    bitmapRoot: try required(digest, "digest")))
        }
    }

    private func state() throws(CoreError) -> StateEntry {
        try allow([.kind, .handle, .version, .clauses, .expires, .content, .statedAt, .source])
        return StateEntry(
            handle: try required(handle, "handle"), version: try required(version, "version"),
            clauses: try required(clauses, "clauses"), expires: expires, content: try required(content, "content"),
            statedAt: try required(statedAt, "time"), source: source)
    }

    private func patchEntry() throws(CoreError) -> PatchEntry {
        try allow([.kind, .handle, .version, .clauses, .expires, .base, .patch, .statedAt])
        return PatchEntry(
            handle: try required(handle, "handle"), version: try required(version, "version"),
            clauses: try required(clauses, "clauses"), expires: expires, base: try required(base, "base"),
            patch: try required(patch, "patch"), statedAt: try required(statedAt, "time"))
    }

    private func withdraw() throws(CoreError) -> WithdrawEntry {
        try allow([.kind, .handle, .reason, .order])
        let reason = try required(reason, "reason")
        guard (reason == .order) == (order != nil) else {
            throw CoreError(.unexpectedCBOR, "an order number stands with the reason `order` and with no other")
        }
        return WithdrawEntry(handle: try required(handle, "handle"), reason: reason, order: order)
    }

    private func allow(_ keys: [EntryKey]) throws(CoreError) {
        let allowed = keys.reduce(UInt32(0)) { $0 | 1 << UInt32($1.rawValue) }
        guard present & ~allowed == 0 else {
            throw CoreError(.unexpectedCBOR, "a field stands where its kind has none")
        }
    }

    private func required<Field>(_ field: Field?, _ name: String) throws(CoreError) -> Field {
        guard let field else { throw CoreError(.unexpectedCBOR, "the \(name) is missing or unknown") }
        return field
    }

    private static func clauses(_ reader: inout CBORReader) throws(CoreError) -> [ClauseID] {
        let count = try reader.array()
        guard (1...FeedLimits.clausesPerEntry).contains(count) else {
            throw CoreError(.limitExceeded, "an entry cites \(count) clauses")
        }
        var clauses: [ClauseID] = []
        for _ in 0..<count {
            let clause = try ClauseID(parsing: try reader.text())
            if let last = clauses.last, last >= clause {
                throw CoreError(.nonCanonicalCBOR, "clauses are not in ascending order")
            }
            clauses.append(clause)
        }
        return clauses
    }
}
