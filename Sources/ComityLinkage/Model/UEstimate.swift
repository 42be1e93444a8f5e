/// u from random pairs and from value counts, with the matches among them taken out. Specs/linkage-model.md#u
struct UEstimate {
    let random: [PatternCount]
    let cells: [CellCounts]
    let kinds: [ComparisonKind]

    /// Equal sums of integers and products of integers below 2^53: exact, whatever the order.
    /// - Parameters:
    ///   - matched: the expected number of matches among all pairs.
    ///   - m: the present m; nil before the first training.
    ///   - probability: of a pattern's being a match.
    /// Complexity: O(patterns * comparisons).
    func u(matched: Double, m: [[Double]]?, probability: (LevelPattern) -> Double) -> [[Double]] {
        var sums = kinds.map { [Double](repeating: 0, count: $0.levelCount) }
        for entry in random {
            let unmatched = entry.count * (1 - probability(entry.pattern))
            for number in kinds.indices {
                let level = Int(entry.pattern[number])
                if level > 0 { sums[number][level - 1] += unmatched }
            }
        }
        return kinds.indices.map { shares(sums[$0], $0, matched: matched, m: m?[$0]) }
    }

    private func shares(_ sums: [Double], _ number: Int, matched: Double, m: [Double]?) -> [Double] {
        let floor = floor(number)
        let total = max(sums.reduce(0, +), 1)
        var u = sums.map { max($0 / total, floor) }
        let counts = cells[number]
        if kinds[number] != .date, counts.pairs > 0 {
            let hits = counts.equalPairs - matched * (m?[0] ?? 0)
            // Where nearly all rows have one value there are more equal pairs than pairs of different persons.
            u[0] = min(max(hits / max(counts.pairs - matched, 1), floor), 1)
        }
        let rest = u.dropFirst().dropLast().reduce(u[0], +)
        u[u.count - 1] = max(1 - rest, floor)
        return u
    }

    /// The smallest share that so few rows can support.
    func floor(_ number: Int) -> Double { 1 / max(2 * cells[number].present, 2) }

    /// Complexity: O(values log values).
    func frequencies(_ number: Int, exactU: Double) -> TermFrequencies {
        let rows = max(cells[number].present, 1)
        let frequent = cells[number].frequent
            .sorted { $0.rows != $1.rows ? $0.rows > $1.rows : $0.hash < $1.hash }
            .prefix(LinkageLimits.frequentValues)
        var adjustments: [UInt64: Double] = [:]
        adjustments.reserveCapacity(frequent.count)
        for value in frequent {
            adjustments[value.hash] = Weight.log2(exactU / ((Double(value.rows) - 1.5) / rows))
        }
        return TermFrequencies(adjustments: adjustments, rare: Weight.log2(exactU / (0.5 / rows)))
    }
}
