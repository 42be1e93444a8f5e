import ComityCore
import ComityLinkage

/// How a match weight came about, as it is kept with the pair: levels and weights, never values.
struct MatchTrace {
    struct Part {
        let field: String
        let level: String
        /// Thousandths of log2 units.
        let weightMilli: Int64
    }

    let priorMilli: Int64
    let parts: [Part]

    init(_ explanation: PairExplanation) {
        priorMilli = Self.milli(explanation.prior)
        parts = explanation.parts.map {
            Part(field: $0.name, level: $0.levelName, weightMilli: Self.milli($0.weight))
        }
    }

    static func milli(_ value: Double) -> Int64 { Int64((value * 1000).rounded()) }

    var encoded: [UInt8] {
        var writer = CBORWriter()
        writer.array(count: parts.count + 1)
        writer.integer(priorMilli)
        for part in parts {
            writer.array(count: 3)
            writer.text(part.field)
            writer.text(part.level)
            writer.integer(part.weightMilli)
        }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(CoreError) {
        var reader = CBORReader(bytes)
        let count = try reader.array()
        priorMilli = try reader.integer()
        var parts: [Part] = []
        for _ in 1..<max(1, count) {
            try reader.array(count: 3)
            parts.append(
                Part(field: try reader.text(), level: try reader.text(), weightMilli: try reader.integer()))
        }
        self.parts = parts
        try reader.finish()
    }
}
