/// Clusters from matches, with a guard against chains. Specs/linkage-model.md#clusters
///
/// The heaviest match first: it joins two clusters if the weights between all their rows are above the threshold on
/// average, each weight cut at ``reach`` from it. So one doubtful pair cannot join two groups that contradict it.
struct Clusterer {
    let threshold: Double
    /// Bits by which one pair can count for or against.
    private static let reach = 12.0
    /// Row pairs looked at for one join; larger clusters do not join.
    private static let crossPairs = 10_000

    /// - Parameter weight: the weight of two keys, nil if such a pair cannot be compared.
    /// Complexity: O(matches * ``crossPairs``) at worst, near O(matches) for clusters of persons.
    func clusters(_ pairs: [ScoredPair], weight: (UInt64, UInt64) -> Double?) -> [[UInt64]] {
        var members: [UInt64: [UInt64]] = [:]
        var home: [UInt64: UInt64] = [:]
        for pair in pairs.filter({ $0.decision == .match }).sorted(by: ScoredPair.outranks) {
            let left = home[pair.left] ?? pair.left
            let right = home[pair.right] ?? pair.right
            guard left != right else { continue }
            let one = members[left] ?? [left]
            let other = members[right] ?? [right]
            guard belong(one, other, weight) else { continue }
            let joined = (one + other).sorted()
            members[left] = nil
            members[right] = nil
            members[joined[0]] = joined
            for key in joined { home[key] = joined[0] }
        }
        return members.values.sorted { $0[0] < $1[0] }
    }

    private func belong(_ one: [UInt64], _ other: [UInt64], _ weight: (UInt64, UInt64) -> Double?) -> Bool {
        if one.count == 1, other.count == 1 { return true }
        guard one.count * other.count <= Self.crossPairs else { return false }
        var sum = 0.0
        for left in one {
            for right in other {
                guard let found = weight(min(left, right), max(left, right)) else { continue }
                sum += min(max(found - threshold, -Self.reach), Self.reach)
            }
        }
        return sum >= 0
    }
}
