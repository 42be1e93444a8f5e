package import ComityCore

/// What a sender puts into a batch for one leaf, or for a wholly dead aligned range.
package enum BatchLeaf: Hashable, Sendable {
    /// A live leaf: its salt and the canonical bytes of its body.
    case live(salt: Salt, body: [UInt8])
    /// A dead leaf (`level` 0) or the root of 2^`level` dead leaves.
    case dead(level: UInt64, hash: Digest)

    var leafCount: UInt64 {
        switch self {
        case .live: 1
        case .dead(let level, _): 1 << level
        }
    }
}

/// A part of a batch as its header lists it. Specs/feed.md#batches
enum Segment: Hashable {
    case live(count: Int)
    case dead(level: UInt64, hash: Digest)

    func write(into writer: inout CBORWriter) {
        switch self {
        case .live(let count): writer.integer(Int64(count))
        case .dead(let level, let hash):
            writer.array(count: 2)
            writer.unsigned(level)
            writer.digest(hash)
        }
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        guard try reader.peekMajor() == 4 else {
            self = .live(count: Int(try reader.unsigned(atMost: UInt64(FeedLimits.leavesPerBatch))))
            return
        }
        try reader.array(count: 2)
        let level = try reader.unsigned(atMost: FeedLimits.subtreeLevel)
        self = .dead(level: level, hash: try reader.digest())
    }

    static func segments(of leaves: [BatchLeaf]) -> [Segment] {
        var segments: [Segment] = []
        var run = 0
        for leaf in leaves {
            switch leaf {
            case .live: run += 1
            case .dead(let level, let hash):
                if run > 0 { segments.append(.live(count: run)) }
                run = 0
                segments.append(.dead(level: level, hash: hash))
            }
        }
        if run > 0 { segments.append(.live(count: run)) }
        return segments
    }
}
