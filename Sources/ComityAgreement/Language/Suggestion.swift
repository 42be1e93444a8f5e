/// "Did you mean": the nearest of a few known words.
enum Suggestion {
    /// The candidate nearest to `word`, if it is near enough to be a typing error (at most a third of its letters
    /// differ); the first in order among equals. Complexity: O(candidates × length²).
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let limit = max(1, word.utf8.count / 3)
        var best: (word: String, distance: Int)?
        for candidate in candidates.sorted() {
            let distance = self.distance(word, candidate)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// `: did you mean `x`?`, or nothing.
    static func hint(for word: String, among candidates: some Sequence<String>) -> String {
        nearest(to: word, among: candidates).map { "; did you mean `\($0)`?" } ?? ""
    }

    /// The optimal string alignment distance over bytes (Damerau 1964, adjacent swaps count once).
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8.prefix(nameLimit)), Array(right.utf8.prefix(nameLimit)))
        var before = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let replace = previous[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(replace, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, before[column - 1] + 1)
                }
                current.append(cost)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }

    private static let nameLimit = 64
}
