import ComityCore
import ComityLinkage
import ComityStore

/// The live state of linkage: rows that are present, the model that scores them. Derived: rebuilt when the node opens.
/// Specs/matching.md#presence
struct Matcher {
    /// The rows present; nil until what the store holds has been put in line to be read.
    private(set) var index: LinkageIndex?
    /// Records still to be read after the node opened, last first.
    var pendingLoad: [RecordRef] = []
    /// Whether the queue held something when the index was read: what the store has may be of before.
    var mustCompare = false
    /// Where the comparison of stored pairs with the index has come to.
    var compared = MatchComparison()

    /// Whether the index has all that the store holds, but for what waits in the queue.
    var isReady: Bool { index != nil && pendingLoad.isEmpty }

    init() {}

    /// An index without rows yet.
    init(model: LinkageModel, pendingLoad: [RecordRef], mustCompare: Bool) {
        index = LinkageIndex(model: model, mode: .linkAndDedupe)
        self.pendingLoad = pendingLoad
        self.mustCompare = mustCompare
    }

    /// The key of a record in the index: handles have 48 bits, and log numbers 16 (``StoredLog/numberLimit``).
    static func key(_ ref: RecordRef) -> UInt64 { UInt64(ref.log) << 48 | UInt64(ref.handle) }

    static func ref(_ key: UInt64) -> RecordRef { RecordRef(log: Int64(key >> 48), handle: Int64(key & (1 << 48 - 1))) }

    func contains(_ ref: RecordRef) -> Bool { index?.contains(Self.key(ref)) ?? false }

    /// Puts a record in, or takes it out where `values` is nil.
    /// - Returns: the pairs that this takes away and those that it adds, in this order.
    mutating func update(_ ref: RecordRef, values: [[String]]?) throws -> LinkageChange {
        let key = Self.key(ref)
        var change = index?.remove(key) ?? LinkageChange()
        guard let values, let added = try index?.insert(key, values: values) else { return change }
        // What the removal had brought back, the insertion may crowd out again.
        let gone = Set(added.removed)
        change.added.removeAll { gone.contains(LinkageChange.Pair($0.left, $0.right)) }
        change.added += added.added
        change.removed += added.removed
        return change
    }

    /// Scores the same rows by another model.
    mutating func replace(by other: LinkageIndex) { index = other }

    /// How two records compare; nil if one is not in the index.
    func explain(_ left: RecordRef, _ right: RecordRef) -> PairExplanation? {
        index?.explain(Self.key(left), Self.key(right))
    }
}

/// How far stored pairs have been compared with the index.
struct MatchComparison {
    /// Keys of the index that are still to be compared, last first; nil before the beginning.
    var keys: [UInt64]?
    /// The last stored pair that was compared.
    var stored: RecordPair?
}

extension LinkageChange.Pair {
    var ends: RecordPair { RecordPair(Matcher.ref(left), Matcher.ref(right)) }
}

extension ScoredPair {
    var ends: RecordPair { RecordPair(Matcher.ref(left), Matcher.ref(right)) }
}
