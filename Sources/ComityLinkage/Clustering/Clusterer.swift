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

    /// A match between two rows, by number.
    struct Edge {
        let left: UInt32
        let right: UInt32
        let weight: Double
    }

    /// - Parameters:
    ///   - edges: by their rows, the smaller first.
    ///   - weight: the weight of two rows, nil if such a pair cannot be compared.
    /// - Returns: the rows of each cluster of two or more, ascending, by the first.
    /// Complexity: O(edges * ``crossPairs``) at worst, near O(edges) for clusters of persons.
    func clusters(_ edges: [Edge], rowCount: Int, weight: (UInt32, UInt32) -> Double?) -> [[UInt32]] {
        var members: [[UInt32]] = []
        var home = [UInt32](repeating: .max, count: rowCount)
        for place in Self.heaviestFirst(edges) {
            let edge = edges[Int(place)]
            let left = home[Int(edge.left)]
            let right = home[Int(edge.right)]
            if left == .max, right == .max {
                home[Int(edge.left)] = UInt32(members.count)
                home[Int(edge.right)] = UInt32(members.count)
                members.append([edge.left, edge.right])
                continue
            }
            guard left != right else { continue }
            let one = left == .max ? [edge.left] : members[Int(left)]
            let other = right == .max ? [edge.right] : members[Int(right)]
            guard belong(one, other, weight) else { continue }
            let target = left == .max ? right : left
            let from = left == .max ? one : other
            members[Int(target)] += from
            for row in from { home[Int(row)] = target }
            if left != .max, right != .max { members[Int(right)] = [] }
        }
        return members.filter { !$0.isEmpty }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }

    /// Ties in the order given. Complexity: O(edges).
    static func heaviestFirst(_ edges: [Edge]) -> [UInt32] {
        var entries = edges.indices.map { RadixSort.Entry(key: ~Self.ordered(edges[$0].weight), row: UInt32($0)) }
        RadixSort.sort(&entries)
        return entries.map(\.row)
    }

    /// A number that grows with the weight.
    private static func ordered(_ weight: Double) -> UInt64 {
        let bits = (weight + 0).bitPattern
        return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
    }

    private func belong(_ one: [UInt32], _ other: [UInt32], _ weight: (UInt32, UInt32) -> Double?) -> Bool {
        guard one.count * other.count <= Self.crossPairs else { return false }
        var sum = 0.0
        for left in one.sorted() {
            for right in other.sorted() {
                guard let found = weight(min(left, right), max(left, right)) else { continue }
                sum += min(max(found - threshold, -Self.reach), Self.reach)
            }
        }
        return sum >= 0
    }
}
