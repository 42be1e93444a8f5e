extension LinkageRun {
    /// Candidate pairs of a model that are the same person: what blocking reaches.
    /// - Parameter truth: of the rows of this run.
    /// Complexity: O(candidate pairs).
    package mutating func trueCandidates(_ truth: TruthLabels, _ model: LinkageModel) -> Int {
        var count = 0
        forEachPair(model) { pair in
            if truth.isMatch(Int(pair.left), Int(pair.right)) == true { count += 1 }
        }
        return count
    }
}
