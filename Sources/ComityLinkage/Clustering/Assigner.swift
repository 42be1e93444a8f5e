/// Decides which matches stand when a row may have one partner only. Specs/linkage-model.md#assignment
struct Assigner {
    let mode: LinkageMode
    let assignment: Assignment
    /// If at most this share of the matches would lose to a heavier one, the sources hold each person once.
    private static let lostShare = 0.05

    /// Matches that lose become review pairs. `pairs` is in key order and stays so.
    /// Complexity: O(pairs log pairs).
    func assign(_ pairs: inout [ScoredPair]) {
        guard assignment == .oneToOne || (assignment == .automatic && mode == .link) else { return }
        let matches = pairs.indices.filter { pairs[$0].decision == .match }
        let losers = losers(pairs, matches)
        if assignment == .automatic, Double(losers.count) > Self.lostShare * Double(matches.count) { return }
        for place in losers { pairs[place].decision = .review }
    }

    private func losers(_ pairs: [ScoredPair], _ matches: [Int]) -> [Int] {
        var taken: Set<UInt64> = []
        var losers: [Int] = []
        for place in matches.sorted(by: { ScoredPair.outranks(pairs[$0], pairs[$1]) }) {
            let pair = pairs[place]
            if taken.contains(pair.left) || taken.contains(pair.right) {
                losers.append(place)
            } else {
                taken.insert(pair.left)
                taken.insert(pair.right)
            }
        }
        return losers
    }
}
