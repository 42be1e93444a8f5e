/// Visits every candidate pair once: a pair belongs to the first rule that proposes it, and under that to the first
/// block. No set of pairs is kept. Specs/linkage-model.md#blocking
struct CandidateWalk {
    /// Some blocks of one rule: what one worker takes at a time.
    struct Piece {
        let rule: Int
        let blocks: Range<Int>
    }

    let blocks: [RuleBlocks]
    let shared: SharedKeys
    private let sources: [UInt32]?
    let pieces: [Piece]

    /// Pairs of a piece, about: enough that taking one costs nothing, and few enough that all threads end together.
    private static let piecePairs = 1 << 16

    /// Complexity: O(members of all blocks).
    init(_ blocks: [RuleBlocks], rows: RunRows, threads: Int) {
        self.blocks = blocks
        sources = rows.sources
        shared = SharedKeys(blocks, rowCount: rows.count, threads: threads)
        pieces = blocks.indices.flatMap { Self.pieces($0, blocks[$0]) }
    }

    private static func pieces(_ rule: Int, _ blocks: RuleBlocks) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        var pairs = 0
        for number in 0..<blocks.count {
            let size = blocks.block(number).count
            pairs += size * (size - 1) / 2
            if pairs >= piecePairs || number + 1 == blocks.count {
                pieces.append(Piece(rule: rule, blocks: start..<number + 1))
                start = number + 1
                pairs = 0
            }
        }
        return pieces
    }

    /// Calls `body(left, right)` for each pair of a piece that belongs to it, the smaller rank first.
    @inline(__always)
    func forEachPair(_ piece: Piece, _ body: (UInt32, UInt32) -> Void) {
        forEachPair(piece, where: { _, _ in true }, body)
    }

    /// The same for pairs that `counts` lets through: it is asked first, and perhaps for pairs of other pieces.
    @inline(__always)
    func forEachPair(
        _ piece: Piece, where counts: (UInt32, UInt32) -> Bool, _ body: (UInt32, UInt32) -> Void
    ) {
        let view = shared.view
        let isPlain = !shared.hasSeveral
        let rule = piece.rule
        for number in piece.blocks {
            let members = blocks[rule].block(number)
            for place in 0..<members.count &- 1 {
                let left = members[place]
                for next in place &+ 1..<members.count {
                    let right = members[next]
                    guard admits(left, right), counts(left, right) else { continue }
                    guard view.rules(left, right, below: rule) == 0 else { continue }
                    guard isPlain || isOwn(left, right, number, rule) else { continue }
                    body(left, right)
                }
            }
        }
    }

    /// Whether no earlier rule or block that only lists can show proposes a pair.
    func isOwn(_ left: UInt32, _ right: UInt32, _ block: Int, _ rule: Int) -> Bool {
        shared.rules(left, right, below: rule) == 0 && shared.isFirst(block, of: rule, left, right)
    }

    /// Whether every row has at most one key under each rule, so that ``SharedKeys/View`` shows all.
    var isPlain: Bool { !shared.hasSeveral }

    /// Whether the mode admits a pair.
    @inline(__always)
    func admits(_ left: UInt32, _ right: UInt32) -> Bool {
        guard let sources else { return true }
        return sources[Int(left)] != sources[Int(right)]
    }

    /// All rules that propose a pair.
    @inline(__always)
    func rules(_ left: UInt32, _ right: UInt32) -> UInt64 { shared.rules(left, right, below: blocks.count) }
}
