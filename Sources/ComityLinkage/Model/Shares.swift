/// m and u while they are being estimated: `m[comparison][level - 1]`.
struct Shares {
    var m: [[Double]]
    var u: [[Double]]

    /// How much likelier the pattern is among matches, over the comparisons that `uses` admits.
    /// Complexity: O(comparisons).
    func ratio(_ pattern: LevelPattern, uses: [Bool]) -> Double {
        var ratio = 1.0
        for number in m.indices where uses[number] {
            let level = Int(pattern[number])
            if level > 0 { ratio *= m[number][level - 1] / u[number][level - 1] }
        }
        return ratio
    }
}
