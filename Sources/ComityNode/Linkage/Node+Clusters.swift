import ComityCore
import ComityLinkage
import ComityRecords
import ComityStore

/// Clusters, computed again where something changed. Specs/matching.md#clusters
extension Node {
    /// Computes the clusters of everything that pairs connect with `refs`, in the step of the caller.
    func regroup(_ refs: Set<RecordRef>, now: Timestamp) throws {
        var seen: Set<RecordRef> = []
        for ref in refs.sorted() where !seen.contains(ref) {
            let part = try connectedPart(from: ref)
            seen.formUnion(part.members)
            try keepClusters(clusters(of: part), of: part)
        }
    }

    /// Records that confirmed or proposed pairs connect, with all pairs among them.
    struct ConnectedPart {
        var members: Set<RecordRef> = []
        var pairs: [RecordPair: StoredPair] = [:]
    }

    private func connectedPart(from ref: RecordRef) throws -> ConnectedPart {
        var part = ConnectedPart(members: [ref])
        var open = [ref]
        while let next = open.popLast() {
            for pair in try store.pairs(of: next) {
                part.pairs[pair.ends] = pair
                guard pair.joins else { continue }
                for end in [pair.left, pair.right] where part.members.insert(end).inserted { open.append(end) }
            }
        }
        return part
    }

    private func clusters(of part: ConnectedPart) throws -> [[RecordRef]] {
        guard part.members.count > 1 else { return [] }
        let named = try part.members.compactMap { ref in try reference(to: ref).map { (ref, $0.nameBytes) } }
            .sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
        let places = Dictionary(uniqueKeysWithValues: named.enumerated().map { ($1, $0) })
        var grouping = ClusterGrouping(count: named.count)
        var proposed: [(one: Int, other: Int, weight: Double)] = []
        for (ends, pair) in part.pairs {
            guard let one = places[ends.left], let other = places[ends.right] else { continue }
            switch pair.decision {
            case .confirmed: grouping.connect(one, other)
            case .rejected: grouping.forbid(one, other)
            case .proposed where pair.isScored: proposed.append((min(one, other), max(one, other), pair.weight))
            case .proposed: break
            }
        }
        proposed.sort { ($1.weight, $0.one, $0.other) < ($0.weight, $1.one, $1.other) }
        let threshold = matcher.index?.model.threshold ?? 0
        for pair in proposed {
            grouping.propose(pair.one, pair.other) { one, other in
                matcher.explain(named[one], named[other]).map { $0.weight - threshold }
            }
        }
        return grouping.clusters.map { $0.map { named[$0] } }
    }

    /// Keeps who is with whom: a record gets its number when it first comes to be in a cluster.
    private func keepClusters(_ clusters: [[RecordRef]], of part: ConnectedPart) throws {
        var known: [RecordRef: ClusterMember] = [:]
        for ref in part.members { known[ref] = try store.clusterMember(ref) }
        var newcomers: [(ref: RecordRef, key: [UInt8])] = []
        for ref in clusters.joined() where known[ref] == nil {
            if let name = try reference(to: ref) { newcomers.append((ref, clusterKey(name))) }
        }
        newcomers.sort { $0.key.lexicographicallyPrecedes($1.key) }
        var next = newcomers.isEmpty ? 0 : try store.nextClusterNumber()
        for (ref, key) in newcomers {
            known[ref] = ClusterMember(ref: ref, since: next, key: key)
            next += 1
        }
        let fresh = Set(newcomers.map(\.ref))
        var homes: [RecordRef: Int64] = [:]
        for cluster in clusters {
            let head = cluster.compactMap { known[$0]?.since }.min()
            for ref in cluster { homes[ref] = head }
        }
        for (ref, member) in known where member.cluster != homes[ref] || fresh.contains(ref) {
            var member = member
            member.cluster = homes[ref]
            try store.save(member)
        }
    }
}

extension StoredPair {
    /// Whether it holds records of a cluster together.
    var joins: Bool { decision == .confirmed || (decision == .proposed && isScored) }
}
