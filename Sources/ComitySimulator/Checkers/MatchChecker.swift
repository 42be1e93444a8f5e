import ComityAgreement
package import ComityCore
import ComityCrypto
import ComityFeed
import ComityLinkage
import ComityNode
import ComityRecords
import ComityStore

/// What a node has matched while it worked is what anybody finds who begins with its records, claims and model alone.
/// The slow twin of ComityNode's linkage. Specs/matching.md
package struct MatchChecker {
    /// A record that may be read.
    private struct Known {
        let name: RecordReference
        let content: Content
        let agency: AgencyID
        let isOfProvider: Bool

        var isVictim: Bool { !PersonProjection.mayBeLinked(content) }
    }

    /// What there is to say about a pair, in a form that compares.
    private struct Finding: Equatable, CustomStringConvertible {
        var isScored: Bool
        var decision: StoredPair.Decision
        var isConflict: Bool
        var isSuspended: Bool

        var description: String {
            "\(decision)\(isScored ? " scored" : "")\(isConflict ? " conflict" : "")\(isSuspended ? " suspended" : "")"
        }
    }

    private let node: SimulatedNode
    private var known: [RecordRef: Known] = [:]
    private var refs: [RecordReference: RecordRef] = [:]
    /// Which agencies say same, and which not the same, of two records.
    private var said: [Set<RecordRef>: (same: Set<AgencyID>, notSame: Set<AgencyID>)] = [:]

    /// What differs, in words; empty if all is as it should be.
    package static func faults(of node: SimulatedNode, now: Timestamp) throws -> [String] {
        guard try node.store.queueCount() == 0, let index = node.node.linkageIndex else { return [] }
        return try MatchChecker(node, now: now).faults(index).map { "\(node.agency) \($0)" }
    }

    /// Pairs that one node proposes and another one, which is shown the same two records in the same feeds and matches
    /// them too, does not: in words.
    package static func disagreements(of one: SimulatedNode, with other: SimulatedNode) throws -> [String] {
        guard let index = other.node.linkageIndex, try other.store.queueCount() == 0 else { return [] }
        var disagreements: [String] = []
        for pair in try one.store.pairs(limit: .max) where pair.isScored && !pair.left.isOwn && !pair.right.isOwn {
            let there = try [pair.left, pair.right].compactMap { ref in
                try one.store.log(number: ref.log).flatMap { try other.store.log($0.feed) }
                    .map { RecordRef(log: $0.number, handle: ref.handle) }
            }
            guard there.count == 2, there.allSatisfy({ index.contains(Self.key($0)) }) else { continue }
            if try other.store.pair(RecordPair(there[0], there[1]))?.isScored != true {
                disagreements.append("\(other.agency) does not propose \(there), as \(one.agency) does")
            }
        }
        return disagreements
    }

    private init(_ node: SimulatedNode, now: Timestamp) throws {
        self.node = node
        try readOwn()
        try readViews(now: now)
        for (ref, record) in known { refs[record.name] = ref }
        for record in known.values { try hear(record) }
    }

    private var isProvider: Bool { node.card.card.agencyClass == "victim-service" }

    private mutating func readOwn() throws {
        let isProvider = isProvider
        var own: [RecordRef: Known] = [:]
        try node.store.forEachRecord { record in
            guard record.retraction == nil else { return true }
            own[RecordRef(log: RecordRef.ownLog, handle: record.number)] = Known(
                name: .local(record.statement.id), content: record.statement.content, agency: node.agency,
                isOfProvider: isProvider)
            return true
        }
        known = own
    }

    private mutating func readViews(now: Timestamp) throws {
        for log in try node.store.logs() where !log.isOwn {
            let party = node.node.book.foreignFeeds[log.feed]?.agreement.party(log.feed.origin)
            guard try node.store.log(log.feed)?.number == log.number else { continue }
            for (handle, content) in try ConvergenceChecker.shown(log.feed, at: node, now: now) {
                known[RecordRef(log: log.number, handle: Int64(handle.value))] = Known(
                    name: .wire(agency: log.feed.origin, agreement: log.feed.agreement, handle: handle),
                    content: content, agency: log.feed.origin,
                    isOfProvider: isProvider || party?.partyClass == .victimService)
            }
        }
    }

    private mutating func hear(_ record: Known) throws {
        for claim in record.content[.sameAs] {
            guard let ref = refs[record.name], let other = try end(claim.value), ref != other else { continue }
            said[[ref, other], default: ([], [])].same.insert(record.agency)
        }
        guard record.content.type == .link, let one = try record.content.value(.linkFrom).flatMap({ try end($0) }),
            let other = try record.content.value(.linkTo).flatMap({ try end($0) }), one != other
        else { return }
        switch record.content.value(.linkRelation)?.text {
        case "same-as": said[[one, other], default: ([], [])].same.insert(record.agency)
        case "not-same-as": said[[one, other], default: ([], [])].notSame.insert(record.agency)
        default: break
        }
    }

    private func end(_ value: Value) throws -> RecordRef? {
        guard let name = RecordReference(value) else { return nil }
        if case .wire(node.agency, let agreement, let handle) = name {
            for log in try node.store.logs() where log.isOwn && log.feed.agreement == agreement {
                guard let number = try node.store.record(of: handle, in: log) else { continue }
                let ref = RecordRef(log: RecordRef.ownLog, handle: number)
                return known[ref] == nil ? nil : ref
            }
            return nil
        }
        return refs[name]
    }

    // MARK: Judging

    private func faults(_ index: LinkageIndex) throws -> [String] {
        let suspended = suspendedRecords()
        var batch = LinkageIndex(model: index.model, mode: .linkAndDedupe)
        var linkable: Set<UInt64> = []
        // Another order than that of arrival.
        for ref in known.keys.sorted().reversed() where !suspended.contains(ref) {
            guard let record = known[ref], !record.isOfProvider,
                let values = PersonProjection.values(record.content)
            else { continue }
            _ = try batch.insert(key(ref), values: values)
            linkable.insert(key(ref))
        }
        var faults: [String] = []
        if Set(index.keys) != linkable {
            faults.append("has other rows in its index than it may match: \(index.keys.count), not \(linkable.count)")
        }
        let findings = findings(batch, suspended: suspended)
        var stored: [Set<RecordRef>: Finding] = [:]
        for pair in try node.store.pairs(limit: .max) {
            stored[[pair.left, pair.right]] = Finding(
                isScored: pair.isScored, decision: pair.decision, isConflict: pair.isConflict,
                isSuspended: pair.isSuspended)
        }
        for ends in Set(findings.keys).union(stored.keys) where findings[ends] != stored[ends] {
            let found = findings[ends].map { "\($0)" } ?? "nothing"
            faults.append("keeps \(stored[ends].map { "\($0)" } ?? "nothing") of \(ends), where there is \(found)")
        }
        if faults.isEmpty { faults += try clusterFaults(batch, findings) }
        return faults
    }

    private func findings(_ batch: LinkageIndex, suspended: Set<RecordRef>) -> [Set<RecordRef>: Finding] {
        var findings: [Set<RecordRef>: Finding] = [:]
        for pair in batch.pairs() where pair.decision == .match {
            findings[[ref(pair.left), ref(pair.right)]] = Finding(
                isScored: true, decision: .proposed, isConflict: false, isSuspended: false)
        }
        for (ends, said) in said {
            var finding =
                findings[ends] ?? Finding(isScored: false, decision: .proposed, isConflict: false, isSuspended: false)
            finding.isConflict = !said.same.isEmpty && !said.notSame.isEmpty
            finding.decision = decision(said)
            finding.isSuspended =
                isTie(said) && ends.contains { suspended.contains($0) || known[$0]?.isVictim ?? false }
            findings[ends] = finding
        }
        return findings
    }

    private func decision(_ said: (same: Set<AgencyID>, notSame: Set<AgencyID>)) -> StoredPair.Decision {
        switch (said.same.contains(node.agency), said.notSame.contains(node.agency)) {
        case (true, false): .confirmed
        case (false, true): .rejected
        default: said.notSame.isEmpty ? .confirmed : said.same.isEmpty ? .rejected : .proposed
        }
    }

    private func isTie(_ said: (same: Set<AgencyID>, notSame: Set<AgencyID>)) -> Bool {
        !said.same.isEmpty && (said.same.contains(node.agency) || !said.notSame.contains(node.agency))
    }

    /// Every record that a chain of ties leads to from a victim's, victims themselves included.
    private func suspendedRecords() -> Set<RecordRef> {
        var suspended = Set(known.filter { $0.value.isVictim }.keys)
        while true {
            let more = said.filter { isTie($0.value) && !$0.key.isDisjoint(with: suspended) }
                .reduce(into: suspended) { $0.formUnion($1.key) }
            if more == suspended { return suspended }
            suspended = more
        }
    }

    /// The clusters as the spec says, over everything at once.
    private func clusterFaults(_ batch: LinkageIndex, _ findings: [Set<RecordRef>: Finding]) throws -> [String] {
        let named = known.keys.sorted {
            bytes($0).lexicographicallyPrecedes(bytes($1))
        }
        var groups = named.map { Set([$0]) }
        func group(_ ref: RecordRef) -> Int { groups.firstIndex { $0.contains(ref) } ?? 0 }
        func join(_ one: Int, _ other: Int) {
            groups[one].formUnion(groups[other])
            groups.remove(at: other)
        }
        for (ends, finding) in findings where finding.decision == .confirmed {
            let homes = Set(ends.map(group)).sorted()
            if homes.count == 2 { join(homes[0], homes[1]) }
        }
        let rejected = findings.filter { $0.value.decision == .rejected }.keys
        let places = Dictionary(uniqueKeysWithValues: named.enumerated().map { ($1, $0) })
        let proposed = batch.pairs().filter {
            findings[[ref($0.left), ref($0.right)]]?.decision == .proposed && $0.decision == .match
        }.map { pair in (pair.weight, [ref(pair.left), ref(pair.right)].map { places[$0] ?? 0 }.sorted()) }
            .sorted { $0.0 != $1.0 ? $0.0 > $1.0 : $0.1.lexicographicallyPrecedes($1.1) }
        for (_, ends) in proposed {
            let homes = Set(ends.map { group(named[$0]) }).sorted()
            guard homes.count == 2 else { continue }
            let (one, other) = (groups[homes[0]], groups[homes[1]])
            if rejected.contains(where: { !$0.isDisjoint(with: one) && !$0.isDisjoint(with: other) }) { continue }
            if one.count + other.count > 2, excess(one, other, batch, places) < 0 { continue }
            join(homes[0], homes[1])
        }
        let expected = Set(groups.filter { $0.count > 1 })
        var kept: Set<Set<RecordRef>> = []
        for head in try node.store.clusterHeads(after: 0, limit: .max) {
            kept.insert(Set(try node.store.clusterMembers(head.since).map(\.ref)))
        }
        let missing = expected.subtracting(kept).map { "has no cluster \($0)" }
        return missing + kept.subtracting(expected).map { "has a cluster \($0) that nothing holds together" }
    }

    private func excess(
        _ one: Set<RecordRef>, _ other: Set<RecordRef>, _ batch: LinkageIndex, _ places: [RecordRef: Int]
    ) -> Double {
        let order = { (refs: Set<RecordRef>) in refs.sorted { (places[$0] ?? 0) < (places[$1] ?? 0) } }
        let (left, right) = (order(one), order(other))
        let isFirst = (places[left[0]] ?? 0) < (places[right[0]] ?? 0)
        var sum = 0.0
        for first in isFirst ? left : right {
            for second in isFirst ? right : left {
                guard let found = batch.explain(key(first), key(second)) else { continue }
                sum += min(max(found.weight - batch.model.threshold, -12), 12)
            }
        }
        return sum
    }

    private func bytes(_ ref: RecordRef) -> [UInt8] { known[ref]?.name.nameBytes ?? [] }
    private func key(_ ref: RecordRef) -> UInt64 { Self.key(ref) }
    private static func key(_ ref: RecordRef) -> UInt64 { UInt64(ref.log) << 48 | UInt64(ref.handle) }
    private func ref(_ key: UInt64) -> RecordRef {
        RecordRef(log: Int64(key >> 48), handle: Int64(key & (1 << 48 - 1)))
    }
}
