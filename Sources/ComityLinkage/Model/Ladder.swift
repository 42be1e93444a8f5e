/// Weights of a comparison's levels from m and u, made sane. Specs/linkage-model.md#weights
enum Ladder {
    /// A level that weighs less than a weaker agreement is pooled with it: thin data, not evidence. The level of
    /// exchanged names stands outside. Complexity: O(levels squared).
    static func weights(m: [Double], u: [Double], kind: ComparisonKind) -> [Double] {
        let outside = kind.swappedLevel.map { Int($0) - 1 }
        var pools: [(levels: [Int], m: Double, u: Double)] = []
        for level in m.indices where level != outside {
            pools.append(([level], m[level], u[level]))
            while pools.count > 1, ratio(pools[pools.count - 2]) < ratio(pools[pools.count - 1]) {
                let last = pools.removeLast()
                let end = pools.count - 1
                pools[end] = (pools[end].levels + last.levels, pools[end].m + last.m, pools[end].u + last.u)
            }
        }
        var weights = [Double](repeating: 0, count: m.count)
        for pool in pools {
            for level in pool.levels { weights[level] = Weight.log2(pool.m / pool.u) }
        }
        if let outside { weights[outside] = max(Weight.log2(m[outside] / u[outside]), 0) }
        return weights
    }

    private static func ratio(_ pool: (levels: [Int], m: Double, u: Double)) -> Double { pool.m / pool.u }
}
