import ComityLinkage
import ComityRecords
import ComityStore

/// What one step of linkage has found to look at again, before it settles all of it.
struct LinkageWork {
    /// Pairs of which the index says something new: nil where they are no match any more.
    private(set) var scores: [RecordPair: ScoredPair?] = [:]
    /// Pairs to settle.
    private(set) var touched: Set<RecordPair> = []
    /// Pairs to settle, by the names of their records.
    private(set) var names: Set<NamePair> = []
    /// Records that claims tie to others: a victim among those suspends them.
    var tied: Set<RecordReference> = []
    /// Records whose cluster is computed again.
    var regrouped: Set<RecordRef> = []

    mutating func take(_ change: LinkageChange) {
        for pair in change.removed { record(nil, of: pair.ends) }
        for pair in change.added { record(pair.decision == .match ? pair : nil, of: pair.ends) }
    }

    mutating func record(_ pair: ScoredPair?, of ends: RecordPair) {
        scores[ends] = .some(pair)
        touched.insert(ends)
    }

    mutating func touch(_ ends: RecordPair) { touched.insert(ends) }

    mutating func touch(_ claim: StoredClaim) {
        names.insert(claim.names)
        tied.formUnion([claim.names.one, claim.names.other])
    }
}
