import ComityCore
import ComityLinkage
import ComityStore

/// The live state of linkage: rows that are present, the model that scores them. Derived: rebuilt when the node opens.
struct Matcher {
    /// Fewer rows than this teach a model nothing.
    static let leastRows = 12

    /// Whether what the store holds has been put in line to be read.
    var isLoaded = false
    /// Records still to be read after the node opened, last first.
    var pendingLoad: [RecordRef] = []
    /// Rows before the first training; afterwards they live in the index.
    private(set) var untrained: [UInt64: (source: UInt32, values: [[String]])] = [:]
    private(set) var index: LinkageIndex?
    /// How many rows the model was trained on.
    private(set) var trainedRows = 0
    private(set) var lastTraining: LinkageError?

    var rowCount: Int { index?.count ?? untrained.count }

    /// The key of a record in the index: log numbers are small, handles have 48 bits.
    static func key(_ ref: RecordRef) -> UInt64 { UInt64(ref.log) << 48 | UInt64(ref.handle) }

    static func ref(_ key: UInt64) -> RecordRef { RecordRef(log: Int64(key >> 48), handle: Int64(key & (1 << 48 - 1))) }

    /// Puts a record in, or takes it out where `values` is nil.
    /// - Returns: the matches that this adds and takes away.
    mutating func update(_ ref: RecordRef, source: UInt32, values: [[String]]?) throws -> LinkageChange {
        let key = Self.key(ref)
        guard index != nil else {
            untrained[key] = values.map { (source, $0) }
            return LinkageChange()
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
            && sourceCount > 1
    }

    /// Trains on the rows present.
    /// - Returns: every match under the new model.
    mutating func train() throws -> [ScoredPair] {
        trainedRows = rowCount
        let model: LinkageModel
        if let index {
            model = try index.train(LinkageOptions(mode: .link))
            self.index = try index.with(model: model)
        } else {
            var table = try LinkageTable(fields: PersonProjection.fields)
            for (key, row) in untrained.sorted(by: { $0.key < $1.key }) {
                try table.append(key: key, source: row.source, values: row.values)
            }
            model = try Linkage.train(table, options: LinkageOptions(mode: .link))
            var index = LinkageIndex(model: model, mode: .link)
            for (key, row) in untrained.sorted(by: { $0.key < $1.key }) {
                _ = try index.insert(key, source: row.source, values: row.values)
            }
            self.index = index
            untrained = [:]
        }
        return index?.pairs() ?? []
    }

    func explain(_ left: RecordRef, _ right: RecordRef) -> PairExplanation? {
        index?.explain(Self.key(left), Self.key(right))
    }

    /// Sources seen; the index does not tell, but it exists only once there were two.
    private var sourceCount: Int { index == nil ? Set(untrained.values.map(\.source)).count : 2 }
}
