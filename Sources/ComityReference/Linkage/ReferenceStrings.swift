/// String comparisons in the words of their definitions, slow and obvious. Specs/linkage-model.md#twins
///
/// They share no code with ComityLinkage, whose fast versions must give the same bits.
package enum ReferenceStrings {
    /// Jaro's similarity: each byte of the left matches the first equal byte of the right that is free and not
    /// further than `reach` away; matches in another order count half.
    package static func jaro(_ left: [UInt8], _ right: [UInt8]) -> Double {
        if left.isEmpty && right.isEmpty { return 1 }
        if left.isEmpty || right.isEmpty { return 0 }
        let reach = max(max(left.count, right.count) / 2 - 1, 0)
        var partner = [Int?](repeating: nil, count: right.count)
        var leftMatches: [UInt8] = []
        for (i, byte) in left.enumerated() {
            for j in right.indices where partner[j] == nil && right[j] == byte && abs(i - j) <= reach {
                partner[j] = i
                leftMatches.append(byte)
                break
            }
        }
        let rightMatches = right.indices.filter { partner[$0] != nil }.map { right[$0] }
        let count = Double(leftMatches.count)
        if count == 0 { return 0 }
        let differing = zip(leftMatches, rightMatches).filter { $0 != $1 }.count
        let transpositions = Double(differing / 2)
        return (count / Double(left.count) + count / Double(right.count) + (count - transpositions) / count) / 3
    }

    /// Winkler's bonus for a common beginning of up to four bytes, above a similarity of 0.7.
    package static func jaroWinkler(_ left: [UInt8], _ right: [UInt8]) -> Double {
        let similarity = jaro(left, right)
        if similarity <= 0.7 { return similarity }
        var prefix = 0
        for (one, other) in zip(left.prefix(4), right.prefix(4)) {
            if one != other { break }
            prefix += 1
        }
        return similarity + Double(prefix) * 0.1 * (1 - similarity)
    }

    /// Optimal string alignment, the whole matrix.
    package static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var cost = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
        for i in 0...left.count { cost[i][0] = i }
        for j in 0...right.count { cost[0][j] = j }
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        for i in 1...left.count {
            for j in 1...right.count {
                let replace = cost[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
                cost[i][j] = min(replace, cost[i - 1][j] + 1, cost[i][j - 1] + 1)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    cost[i][j] = min(cost[i][j], cost[i - 2][j - 2] + 1)
                }
            }
        }
        return cost[left.count][right.count]
    }
}
