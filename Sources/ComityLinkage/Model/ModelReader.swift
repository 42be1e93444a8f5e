import ComityCore

/// Reads a model file. Specs/linkage-model.md#encoding
struct ModelReader {
    private var reader: CBORReader

    init(_ bytes: [UInt8]) { reader = CBORReader(bytes) }

    mutating func model() throws -> LinkageModel {
        guard try reader.map() == 8 else { throw Self.malformed("a model has 8 entries") }
        try key(0)
        guard try reader.integer() == 1 else { throw Self.malformed("the model is of an unknown version") }
        try key(1)
        var fields: [LinkageField] = []
        for _ in 0..<(try reader.array()) { fields.append(try field()) }
        let plan = try LinkagePlan(fields: fields)
        try key(2)
        var comparisons: [ComparisonModel] = []
        for _ in 0..<(try reader.array()) { comparisons.append(try comparison()) }
        try key(3)
        let prior = try numbers(1)[0]
        try key(4)
        let threshold = try numbers(1)[0]
        try key(5)
        var rules: [BlockingRule] = []
        for _ in 0..<(try reader.array()) { rules.append(try rule()) }
        try key(6)
        let bucketLimit = Int(try reader.unsigned(atMost: UInt64(LinkageLimits.rows)))
        try key(7)
        let shares = try numbers(2)
        try reader.finish()
        return try LinkageModel(
            plan: plan, comparisons: comparisons, prior: prior,
            sharing: SharedEvidence(household: shares[0], place: shares[1]), threshold: threshold, rules: rules,
            bucketLimit: bucketLimit)
    }

    private mutating func key(_ expected: Int64) throws {
        let found = try reader.integer()
        guard found == expected else { throw Self.malformed("expected the key \(expected), found \(found)") }
    }

    private mutating func field() throws -> LinkageField {
        try reader.array(count: 3)
        let name = try reader.text()
        let kindName = try reader.text()
        guard let kind = FieldKind(rawValue: kindName) else { throw Self.malformed("unknown kind `\(kindName)`") }
        let orderName = try reader.text()
        guard let order = DateOrder(rawValue: orderName) else {
            throw Self.malformed("unknown date order `\(orderName)`")
        }
        return LinkageField(name: name, kind: kind, dateOrder: order)
    }

    private mutating func comparison() throws -> ComparisonModel {
        try reader.array(count: 5)
        let m = try numbers(nil)
        let u = try numbers(nil)
        let weights = try numbers(nil)
        let rare = try numbers(1)[0]
        return ComparisonModel(
            m: m, u: u, weights: weights, frequencies: TermFrequencies(adjustments: try adjustments(), rare: rare))
    }

    private mutating func adjustments() throws -> [UInt64: Double] {
        guard let words = DoubleBytes.words(try reader.byteSlice()), words.count % 2 == 0 else {
            throw Self.malformed("a frequency table has 16 bytes for each value")
        }
        guard words.count / 2 <= LinkageLimits.frequentValues else {
            throw Self.malformed("a frequency table has more than \(LinkageLimits.frequentValues) values")
        }
        var adjustments: [UInt64: Double] = [:]
        for place in stride(from: 0, to: words.count, by: 2) {
            adjustments[words[place]] = Double(bitPattern: words[place + 1])
        }
        return adjustments
    }

    private mutating func rule() throws -> BlockingRule {
        try reader.array(count: 2)
        let isUnordered = try reader.boolean()
        var parts: [BlockingRule.Part] = []
        for _ in 0..<(try reader.array()) {
            try reader.array(count: 2)
            let comparison = Int(try reader.unsigned(atMost: UInt64(LinkageLimits.comparisons)))
            let name = try reader.text()
            guard let transform = BlockingTransform(rawValue: name) else {
                throw Self.malformed("unknown transform `\(name)`")
            }
            parts.append(BlockingRule.Part(comparison, transform))
        }
        return BlockingRule(parts, isUnordered: isUnordered)
    }

    private mutating func numbers(_ count: Int?) throws -> [Double] {
        guard let numbers = DoubleBytes.decode(try reader.byteSlice()), count == nil || numbers.count == count else {
            throw Self.malformed("a number has 8 bytes")
        }
        return numbers
    }

    private static func malformed(_ reason: String) -> LinkageError {
        LinkageError(.malformedModel, reason, family: .peer)
    }
}
