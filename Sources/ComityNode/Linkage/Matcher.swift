import ComityCore
import ComityLinkage
import ComityStore

/// The live state of linkage: rows that are present, the model that scores them. Derived: rebuilt when the node opens.
struct Matcher {
    /// Fewer rows than this teach a model nothing: the untrained one serves until then.
    static let leastRows = 200

    /// Whether what the store holds has been put in line to be read.
    var isLoaded = false
    /// Records still to be read after the node opened, last first.
    var pendingLoad: [RecordRef] = []
    /// The rows present. It begins with the untrained model, which serves until enough has come to learn from.
    private(set) var index: LinkageIndex?
    /// How many rows the model was trained on.
    private(set) var trainedRows = 0

    var rowCount: Int { index?.count ?? 0 }

    /// The key of a record in the index: handles have 48 bits, and log numbers 16 (``StoredLog/numberLimit``).
    static func key(_ ref: RecordRef) -> UInt64 { UInt64(ref.log) << 48 | UInt64(ref.handle) }

    static func ref(_ key: UInt64) -> RecordRef { RecordRef(log: Int64(key >> 48), handle: Int64(key & (1 << 48 - 1))) }

    /// Puts a record in, or takes it out where `values` is nil.
    /// - Returns: the matches that this adds and takes away.
    mutating func update(_ ref: RecordRef, source: UInt32, values: [[String]]?) throws -> LinkageChange {
        let key = Self.key(ref)
        if index == nil {
            index = LinkageIndex(model: try .untrained(LinkagePlan(fields: PersonProjection.fields)), mode: .link)
        }
        var change = index?.remove(key) ?? LinkageChange()
        if let values, let added = try index?.insert(key, source: source, values: values) {
            change.added += added.added
            change.removed += added.removed
        }
        return change
    }

    /// Whether enough has come for a first model, or so much that the present one is out of date.
    var wantsTraining: Bool {
        rowCount >= Self.leastRows && Double(rowCount) >= NodeLimits.retrainingFactor * Double(trainedRows)
    }

    /// Trains on the rows present.
    /// - Returns: every match under the new model.
    mutating func train() throws -> [ScoredPair] {
        trainedRows = rowCount
        guard let index else { return [] }
        let model = try index.train(LinkageOptions(mode: .link))
        let retrained = try index.with(model: model)
        self.index = retrained
        return retrained.pairs()
    }

    func explain(_ left: RecordRef, _ right: RecordRef) -> PairExplanation? {
        index?.explain(Self.key(left), Self.key(right))
    }
}
