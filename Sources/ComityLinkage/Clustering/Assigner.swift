/// Decides which matches stand when a row may have one partner only. Specs/linkage-model.md#assignment
struct Assigner {
    let mode: LinkageMode
    let assignment: Assignment
    /// If at most this share of the matches would lose to a heavier one, the sources hold each person once.
    private static let lostShare = 0.05

    /// The matches that lose and become review pairs. `edges` are the matches by their rows, numbers below `rowCount`.
    /// Complexity: O(edges + rows).
    func losers(_ edges: [Clusterer.Edge], rowCount: Int) -> [UInt32] {
        guard assignment == .oneToOne || (assignment == .automatic && mode == .link) else { return [] }
        var taken = [Bool](repeating: false, count: rowCount)
        var losers: [UInt32] = []
        for place in Clusterer.heaviestFirst(edges) {
            let edge = edges[Int(place)]
            if taken[Int(edge.left)] || taken[Int(edge.right)] {
                losers.append(place)
            } else {
                taken[Int(edge.left)] = true
                taken[Int(edge.right)] = true
            }
        }
        let isFree = assignment == .automatic && Double(losers.count) > Self.lostShare * Double(edges.count)
        return isFree ? [] : losers
    }
}
