import ComityAudit
import ComityCore
import ComityCrypto
import ComityLinkage
import ComityStore

/// Training: an explicit act. Specs/matching.md#model
extension Node {
    /// What a training changes.
    struct TrainingReport {
        struct Change {
            let pair: StoredPair
            let appears: Bool
        }

        var rows = 0
        var formerThreshold = 0.0
        var threshold = 0.0
        /// Pairs that are proposed now and were not, and the other way round, by their ends.
        var changes: [Change] = []
        var keptPairs = 0
        var appearingClusters = 0
        var disappearingClusters = 0
    }

    /// The model that somebody trained, or the untrained one.
    func currentModel(now: Timestamp) throws -> LinkageModel {
        let plan = try LinkagePlan(fields: PersonProjection.fields)
        if let stored = try store.linkageModel() {
            let model = try LinkageModel(decoding: stored.encoded)
            if model.plan == plan { return model }
            // Of an earlier version of the program, which compared other fields: nobody is to be told that it serves.
            noteFault(
                NodeError(.invalid, "the linkage model is of other fields: train again (`comity match train`)"),
                now: now)
        }
        return try .untrained(plan)
    }

    /// Trains on the records in the index and takes the model over with all that follows, or only tells what would.
    /// - Throws: `refused` if there are too few records to learn from.
    func train(isTrial: Bool, by actor: Actor, now: Timestamp) throws -> TrainingReport {
        guard let index = matcher.index, index.count >= NodeLimits.leastTrainingRecords else {
            throw ControlFailure(
                "refused", "\(matcher.index?.count ?? 0) records are too few to learn from",
                hints: ["the untrained model serves until there are \(NodeLimits.leastTrainingRecords)"], exit: .no)
        }
        let model = try index.train(LinkageOptions(mode: .linkAndDedupe))
        let former = matcher
        var report = TrainingReport()
        report.rows = index.count
        report.formerThreshold = index.model.thresholdProbability
        report.threshold = model.thresholdProbability
        do {
            try store.step {
                matcher.replace(by: try index.with(model: model))
                try rescore(&report, now: now)
                guard !isTrial else { throw TrialEnd() }
                let stored = StoredModel(encoded: model.encoded, trainedAt: now, rows: Int64(index.count))
                try store.setLinkageModel(stored)
                try audit(
                    .matchTrained, now: now, by: actor,
                    fields: [.digest(SHA256.hash(stored.encoded)), .count(UInt64(index.count))])
            }
            try store.finishPunctures()
        } catch is TrialEnd {
            matcher = former
        } catch {
            matcher = former
            throw error
        }
        return report
    }

    /// Undoes the step of a trial.
    private struct TrialEnd: Error {}

    /// Settles every pair under the present model, in the step of the caller.
    private func rescore(_ report: inout TrainingReport, now: Timestamp) throws {
        guard let index = matcher.index else { return }
        let clusters = try clusterSets()
        var former: [RecordPair: StoredPair] = [:]
        var last: RecordPair?
        while true {
            let page = try store.scoredPairs(after: last, limit: NodeLimits.itemsPerStep)
            guard !page.isEmpty else { break }
            for ends in page { former[ends] = try store.pair(ends) }
            last = page.last
        }
        var work = LinkageWork()
        for ends in former.keys { work.record(nil, of: ends) }
        for pair in index.pairs() where pair.decision == .match { work.record(pair, of: pair.ends) }
        try settle(&work, now: now)
        try regroup(work.regrouped, now: now)
        for ends in work.touched.sorted() {
            let pair = try store.pair(ends)
            switch (former[ends], pair?.isScored == true ? pair : nil) {
            case (nil, let new?): report.changes.append(.init(pair: new, appears: true))
            case (let old?, nil): report.changes.append(.init(pair: old, appears: false))
            case (.some, .some): report.keptPairs += 1
            case (nil, nil): break
            }
        }
        let after = try clusterSets()
        report.appearingClusters = after.subtracting(clusters).count
        report.disappearingClusters = clusters.subtracting(after).count
    }

    /// Every cluster as the set of its members.
    private func clusterSets() throws -> Set<Set<RecordRef>> {
        var sets: Set<Set<RecordRef>> = []
        var last: Int64 = 0
        while true {
            let heads = try store.clusterHeads(after: last, limit: NodeLimits.itemsPerStep)
            guard let end = heads.last else { return sets }
            for head in heads { sets.insert(Set(try store.clusterMembers(head.since).map(\.ref))) }
            last = end.since
        }
    }
}
