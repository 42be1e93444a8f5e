/// Scores every candidate pair of a run and keeps those that reach a weight. Specs/linkage-model.md#run
struct PairSearch {
    struct Hit {
        let left: UInt32
        let right: UInt32
        let pattern: LevelPattern
        let weight: Double
    }

    let rows: RunRows
    let scorer: BatchScorer
    let walk: CandidateWalk
    let threads: Int

    /// The pairs of at least `least`, by rank, and how many were looked at. Complexity: O(pairs * comparisons) at
    /// worst.
    func hits(least: Double) -> (hits: [Hit], pairs: Int) {
        let workers = (0..<max(threads, 1)).map { _ in Worker(PairFilter(rows, scorer, least: least)) }
        ForkJoin.run(walk.pieces.count, threads: threads) { piece, worker in
            workers[worker].search(walk, walk.pieces[piece], least)
        }
        let found = workers.flatMap { Array($0.hits.buffer) }
        var entries = found.indices.map { place in
            RadixSort.Entry(key: UInt64(found[place].left) << 32 | UInt64(found[place].right), row: UInt32(place))
        }
        RadixSort.sort(&entries)
        return (entries.map { found[Int($0.row)] }, workers.reduce(0) { $0 + $1.pairs })
    }

    private final class Worker {
        private let filter: PairFilter
        let hits = Slab<Hit>()
        private(set) var pairs = 0

        init(_ filter: consuming PairFilter) { self.filter = filter }

        func search(_ walk: CandidateWalk, _ piece: CandidateWalk.Piece, _ least: Double) {
            var looked = 0
            walk.forEachPair(piece) { left, right in
                looked += 1
                guard let found = filter.score(left, right), found.weight >= least else { return }
                hits.append(Hit(left: left, right: right, pattern: found.pattern, weight: found.weight))
            }
            pairs += looked
        }
    }
}
