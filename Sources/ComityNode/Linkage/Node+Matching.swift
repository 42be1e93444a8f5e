import ComityAgreement
import ComityCore
import ComityFeed
package import ComityLinkage
import ComityRecords
import ComityStore

/// Linkage after the merge: a step of its own, fed from the durable queue. Specs/matching.md
extension Node {
    /// What linkage sees, for those who check it.
    package var linkageIndex: LinkageIndex? { matcher.index }

    /// - Returns: whether anything was done.
    func matchStep(now: Timestamp) throws -> Bool {
        guard isRunning else { return false }
        return try linkageStep(now: now)
    }

    /// Takes one step's worth from the queue; before that reads what the store holds, after it compares what a crash
    /// may have left.
    /// - Returns: whether anything was done.
    func linkageStep(now: Timestamp) throws -> Bool {
        do {
            if try loadStep(now: now) { return true }
            try store.enqueueExpired(by: now)
            let queued = try store.queued(limit: itemsPerStep)
            if !queued.isEmpty {
                try store.step { try matchQueued(queued, now: now) }
                try store.finishPunctures()
                return true
            }
            return try compareStep(now: now)
        } catch {
            // The index has taken what the store has not: it is read anew.
            matcher = Matcher()
            throw error
        }
    }

    /// Brings the index up to date for who looks something up. A command on a stopped node reads everything as it is
    /// and leaves the queue to the service.
    /// - Returns: whether there was something to do.
    func lookupStep(now: Timestamp) throws -> Bool {
        isRunning ? try linkageStep(now: now) : try loadStep(withQueued: true, now: now)
    }

    /// Reads what the store holds into the index.
    /// - Parameter isWhole: whether also what waits in the queue.
    /// - Returns: whether there was something to read.
    private func loadStep(withQueued isWhole: Bool = false, now: Timestamp) throws -> Bool {
        if matcher.index == nil { try beginLoad(withQueued: isWhole, now: now) }
        guard !matcher.pendingLoad.isEmpty else { return false }
        for _ in 0..<min(itemsPerStep, matcher.pendingLoad.count) {
            let ref = matcher.pendingLoad.removeLast()
            let values = try reference(to: ref).flatMap { try linkable(ref, named: $0, now: now) }
            _ = try matcher.update(ref, values: values)
        }
        return true
    }

    private func beginLoad(withQueued isWhole: Bool, now: Timestamp) throws {
        var refs: [RecordRef] = []
        let queued = Set(try store.queued(limit: .max).map(\.ref))
        try store.forEachRecordNumber { refs.append(RecordRef(log: RecordRef.ownLog, handle: $0)) }
        for log in try store.logs() where !log.isOwn {
            try store.forEachView(of: log) { view in
                refs.append(RecordRef(log: log.number, handle: Int64(view.handle.value)))
                return true
            }
        }
        matcher = Matcher(
            model: try currentModel(now: now), pendingLoad: isWhole ? refs : refs.filter { !queued.contains($0) },
            mustCompare: !queued.isEmpty)
    }

    /// Takes from the queue until the step has enough to settle.
    private func matchQueued(_ queued: [(number: Int64, ref: RecordRef)], now: Timestamp) throws {
        var work = LinkageWork()
        var seen: Set<RecordRef> = []
        for item in queued {
            if seen.insert(item.ref).inserted { try look(at: item.ref, &work, now: now) }
            guard work.touched.count < NodeLimits.pairsPerStep, item.number != queued.last?.number else {
                try finish(&work, now: now)
                return try store.dequeue(upTo: item.number)
            }
        }
    }

    /// Looks at records as they are now, and settles what that changes.
    func match(_ refs: Set<RecordRef>, now: Timestamp) throws {
        var work = LinkageWork()
        for ref in refs.sorted() { try look(at: ref, &work, now: now) }
        try finish(&work, now: now)
    }

    private func finish(_ work: inout LinkageWork, now: Timestamp) throws {
        try suspend(&work, now: now)
        try settle(&work, now: now)
        if matcher.isReady { try regroup(work.regrouped, now: now) }
    }

    private func look(at ref: RecordRef, _ work: inout LinkageWork, now: Timestamp) throws {
        guard let name = try reference(to: ref) else { return }
        let present = presence(of: ref, now: now)
        let before = try store.claims(by: ref)
        let after = try present.map { try claims(in: $0.content, by: ref, named: name) } ?? []
        if before != after { try store.setClaims(after, by: ref) }
        for claim in before.union(after).union(try store.claims(naming: name)) where claim.kind != .related {
            work.touch(claim)
        }
        for pair in try store.pairs(of: ref) { work.touch(pair.ends) }
        if matcher.isReady {
            work.take(try matcher.update(ref, values: try linkable(ref, named: name, now: now)))
        }
        guard present == nil else { return }
        try store.removeReviews(of: ref)
        try store.removeClusterMember(ref)
    }

    /// Takes out of the index what claims have come to tie to a victim, and puts in what they tie no longer.
    private func suspend(_ work: inout LinkageWork, now: Timestamp) throws {
        guard matcher.isReady else { return }
        var seen: Set<RecordReference> = []
        for name in work.tied.sorted(by: { $0.nameBytes.lexicographicallyPrecedes($1.nameBytes) })
        where !seen.contains(name) {
            let tied = try tied(to: name, now: now)
            seen.formUnion(tied)
            let isSuspended = try holdsVictim(tied, now: now)
            for name in tied {
                guard let ref = try ref(of: name) else { continue }
                let values = isSuspended ? nil : linkable(presence(of: ref, now: now))
                for pair in try store.pairs(of: ref) { work.touch(pair.ends) }
                guard matcher.contains(ref) != (values != nil) else { continue }
                work.take(try matcher.update(ref, values: values))
            }
        }
    }

    /// The values that linkage may see of a record now; nil if it is gone, hidden, suspended, or must never enter.
    private func linkable(_ ref: RecordRef, named name: RecordReference, now: Timestamp) throws -> [[String]]? {
        guard let values = linkable(presence(of: ref, now: now)) else { return nil }
        let tied = try tied(to: name, now: now)
        return try tied.count > 1 && holdsVictim(tied, now: now) ? nil : values
    }

    private func linkable(_ presence: Presence?) -> [[String]]? {
        presence.flatMap { $0.isOfProvider ? nil : PersonProjection.values($0.content) }
    }

    // MARK: Comparing

    /// Compares stored pairs with the index, once, if a crash or a command may have left the two apart.
    /// - Returns: whether there was something to compare.
    private func compareStep(now: Timestamp) throws -> Bool {
        guard matcher.mustCompare, let index = matcher.index else { return false }
        var comparison = matcher.compared
        var keys = comparison.keys ?? index.keys.reversed()
        var work = LinkageWork()
        if !keys.isEmpty {
            for _ in 0..<min(itemsPerStep, keys.count) where work.touched.count < NodeLimits.pairsPerStep {
                let key = keys.removeLast()
                for pair in index.pairs(of: key) where pair.left == key && pair.decision == .match {
                    if try store.pair(pair.ends)?.isScored != true { work.record(pair, of: pair.ends) }
                }
            }
            comparison.keys = keys
        } else {
            let stored = try store.scoredPairs(after: comparison.stored, limit: itemsPerStep)
            for ends in stored where !isMatch(ends, in: index) { work.record(nil, of: ends) }
            comparison.stored = stored.last
            comparison.keys = []
            if stored.isEmpty {
                matcher.mustCompare = false
                matcher.compared = MatchComparison()
                return false
            }
        }
        try store.step {
            try settle(&work, now: now)
            try regroup(work.regrouped, now: now)
        }
        matcher.compared = comparison
        return true
    }

    func isMatch(_ ends: RecordPair, in index: LinkageIndex) -> Bool {
        index.pair(Matcher.key(ends.left), Matcher.key(ends.right))?.decision == .match
    }
}
