/// "Did you mean": the nearest of the words that would have been right.
enum Suggestion {
    /// The candidate nearest to `word`, if it is near enough to be what was meant.
    ///
    /// Near enough is one slip for words of up to five letters, two for up to nine, else three; or `word` begins it.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let typed = word.lowercased()
        let limit = typed.count <= 5 ? 1 : (typed.count <= 9 ? 2 : 3)
        let scored = candidates.map { (distance: distance(typed, $0.lowercased()), word: $0) }
        if let best = scored.min(by: { ($0.distance, $0.word) < ($1.distance, $1.word) }), best.distance <= limit {
            return best.word
        }
        let continued = candidates.filter { typed.count >= 2 && $0.lowercased().hasPrefix(typed) }
        return continued.count == 1 ? continued[0] : nil
    }

    /// The hint for the user, if there is one.
    static func hint(for word: String, among candidates: [String]) -> [String] {
        nearest(to: word, among: candidates).map { ["did you mean `\($0)`?"] } ?? []
    }

    /// Optimal string alignment distance: insertions, deletions, replacements and swaps of two neighbours, which plain
    /// Levenshtein counts as two slips. Complexity: O(n * m).
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
