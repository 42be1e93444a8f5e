/// Groups rows, by number, into clusters. Specs/matching.md#clusters
struct ClusterGrouping {
    /// Bits by which one pair can count for or against.
    private static let reach = 12.0
    /// Pairs of rows looked at for one join; larger clusters do not join.
    private static let crossPairs = 10_000

    private var members: [[Int]]
    private var home: [Int]
    private var forbidden: [(Int, Int)] = []

    init(count: Int) {
        members = (0..<count).map { [$0] }
        home = Array(0..<count)
    }

    /// The rows of each cluster of two or more, ascending, by the first.
    var clusters: [[Int]] { members.filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] } }

    /// Two rows that are together whatever else is known.
    mutating func connect(_ one: Int, _ other: Int) { join(home[one], home[other]) }

    /// Two rows whose clusters no proposal may join.
    mutating func forbid(_ one: Int, _ other: Int) { forbidden.append((one, other)) }

    /// Joins the clusters of two rows if that contradicts nothing. Proposals come heaviest first, after all else.
    /// - Parameter excess: the weight of two rows above the threshold; nil if such a pair cannot be compared.
    mutating func propose(_ one: Int, _ other: Int, excess: (Int, Int) -> Double?) {
        let (left, right) = (home[one], home[other])
        guard left != right, !isForbidden(left, right) else { return }
        let isSingle = members[left].count == 1 && members[right].count == 1
        guard isSingle || belong(members[left].sorted(), members[right].sorted(), excess) else { return }
        join(left, right)
    }

    private func isForbidden(_ left: Int, _ right: Int) -> Bool {
        forbidden.contains {
            (home[$0.0] == left && home[$0.1] == right) || (home[$0.0] == right && home[$0.1] == left)
        }
    }

    private func belong(_ one: [Int], _ other: [Int], _ excess: (Int, Int) -> Double?) -> Bool {
        guard one.count * other.count <= Self.crossPairs else { return false }
        // In the order of rows whichever side comes first, so that the sum is the same to the last bit.
        let (first, second) = one[0] < other[0] ? (one, other) : (other, one)
        var sum = 0.0
        for left in first {
            for right in second {
                guard let found = excess(min(left, right), max(left, right)) else { continue }
                sum += min(max(found, -Self.reach), Self.reach)
            }
        }
        return sum >= 0
    }

    private mutating func join(_ one: Int, _ other: Int) {
        guard one != other else { return }
        let (kept, gone) = members[one].count >= members[other].count ? (one, other) : (other, one)
        for row in members[gone] { home[row] = kept }
        members[kept] += members[gone]
        members[gone] = []
    }
}
