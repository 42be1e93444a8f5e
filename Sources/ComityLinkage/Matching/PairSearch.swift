/// Scores every candidate pair of a run and keeps those that reach a weight. Specs/linkage-model.md#run
struct PairSearch {
    struct Hit: BitwiseCopyable {
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
        let traits = RowTraits(rows, threads: threads)
        let exact = ExactWeights(scorer, rows, threads: threads)
        let source = PairRecords.Source(rows, traits, exact, walk.shared)
        let workers = (0..<max(threads, 1)).map { _ in
            Worker(
                PairFilter(rows, traits, scorer, width: source.width, least: least), PairRecords(source), walk, least)
        }
        ForkJoin.run(walk.pieces.count, threads: threads) { piece, worker in
            workers[worker].search(walk.pieces[piece])
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
        private var records: PairRecords
        private let walk: CandidateWalk
        private let least: Double
        let hits = Slab<Hit>()
        private(set) var pairs = 0

        init(_ filter: consuming PairFilter, _ records: consuming PairRecords, _ walk: CandidateWalk, _ least: Double) {
            self.filter = filter
            self.records = records
            self.walk = walk
            self.least = least
        }

        /// Blocks of a piece, as many at a time as a batch holds.
        func search(_ piece: CandidateWalk.Piece) {
            let blocks = walk.blocks[piece.rule]
            var start = piece.blocks.lowerBound
            while start < piece.blocks.upperBound {
                var end = start + 1
                while end < piece.blocks.upperBound, blocks.members(start...end).count <= PairRecords.batchRows {
                    end += 1
                }
                records.gather(blocks.members(start...end - 1), below: piece.rule)
                search(piece.rule, start..<end)
                start = end
            }
        }

        private func search(_ rule: Int, _ range: Range<Int>) {
            let blocks = walk.blocks[rule]
            var first = 0
            for number in range {
                let members = blocks.block(number)
                for place in 0..<members.count &- 1 {
                    for next in place &+ 1..<members.count {
                        look(rule, number, first &+ place, members[place], first &+ next, members[next])
                    }
                }
                first &+= members.count
            }
        }

        @inline(__always)
        private func look(
            _ rule: Int, _ block: Int, _ leftPlace: Int, _ left: UInt32, _ rightPlace: Int, _ right: UInt32
        ) {
            let one = records.record(leftPlace)
            let other = records.record(rightPlace)
            guard !records.source.shareKey(one, other, below: rule) else { return }
            guard walk.admits(left, right), walk.isPlain || walk.isOwn(left, right, block, rule) else { return }
            pairs &+= 1
            guard let found = filter.score(one, other, left, right), found.weight >= least else { return }
            hits.append(Hit(left: left, right: right, pattern: found.pattern, weight: found.weight))
        }
    }
}
