import ComityCore
import ComityLinkage
import Testing

/// What must be refused, each for one reason.
@Suite struct MalformedInputTests {
    private let malformedInput = LinkageError(.malformedInput, "")
    private let malformedModel = LinkageError(.malformedModel, "")
    private let limitExceeded = LinkageError(.limitExceeded, "")

    private func trained() throws -> LinkageModel {
        try Linkage.train(
            try People(60, seed: 2, wrong: Array(repeating: 0.1, count: 7)).table(),
            options: LinkageOptions(mode: .link))
    }

    @Test func mapsThatCompareNothing() {
        #expect(throws: malformedInput) { try LinkagePlan(fields: []) }
        #expect(throws: malformedInput) { try LinkagePlan(fields: [LinkageField(name: "a", kind: .ignore)]) }
    }

    @Test func aFieldNamedTwice() {
        let fields = [LinkageField(name: "a", kind: .surname), LinkageField(name: "a", kind: .givenName)]
        #expect(throws: malformedInput) { try LinkagePlan(fields: fields) }
    }

    @Test func tooManyFieldsOrComparisons() {
        let many = (0..<65).map { LinkageField(name: "\($0)", kind: .surname) }
        #expect(throws: limitExceeded) { try LinkagePlan(fields: many) }
        let texts = (0..<17).map { LinkageField(name: "\($0)", kind: .text) }
        #expect(throws: limitExceeded) { try LinkagePlan(fields: texts) }
    }

    @Test func rowsOfAnotherWidth() throws {
        var table = try LinkageTable(fields: People.fields)
        #expect(throws: malformedInput) { try table.append(key: 1, texts: ["ana"]) }
        #expect(table.count == 0)
    }

    @Test func aKeyTwice() throws {
        var table = try LinkageTable(fields: People.fields)
        for _ in 0..<2 { try table.append(key: 1, texts: Array(repeating: "", count: 7)) }
        #expect(throws: malformedInput) { try Linkage.link(table, options: LinkageOptions(mode: .dedupe)) }
    }

    @Test func aModelOfOtherFields() throws {
        let plan = try LinkagePlan(fields: [LinkageField(name: "a", kind: .surname)])
        let model = try LinkageModel.untrained(plan)
        let table = try LinkageTable(fields: People.fields)
        #expect(throws: malformedModel) {
            try Linkage.link(table, options: LinkageOptions(mode: .dedupe), model: model)
        }
        let index = LinkageIndex(model: model)
        #expect(throws: malformedModel) { _ = try index.with(model: try LinkageModel.untrained(table.plan)) }
    }

    @Test func modelsWhosePartsDoNotFit() throws {
        let model = try trained()
        func build(
            _ comparisons: [ComparisonModel]? = nil, prior: Double = 0, sharing: SharedEvidence? = nil,
            rules: [BlockingRule]? = nil, limit: Int = 9
        ) throws {
            _ = try LinkageModel(
                plan: model.plan, comparisons: comparisons ?? model.comparisons, prior: prior,
                sharing: sharing ?? model.sharing,
                threshold: 0,
                rules: rules ?? model.rules, bucketLimit: limit)
        }
        #expect(throws: malformedModel) { try build(Array(model.comparisons.dropLast())) }
        #expect(throws: malformedModel) { try build(model.comparisons.reversed()) }
        #expect(throws: malformedModel) { try build(prior: .nan) }
        #expect(throws: malformedModel) { try build(sharing: SharedEvidence(household: 0.5, place: 0.5)) }
        #expect(throws: malformedModel) { try build(sharing: SharedEvidence(household: -0.1, place: 0)) }
        #expect(throws: malformedModel) { try build(limit: 1) }
        #expect(throws: malformedModel) { try build(rules: [BlockingRule([.init(7, .exact)])]) }
        #expect(throws: malformedModel) { try build(rules: [BlockingRule([])]) }
        #expect(throws: malformedModel) {
            try build(rules: [BlockingRule(Array(repeating: .init(0, .exact), count: 3), isUnordered: true)])
        }
        #expect(throws: malformedModel) { try model.with(threshold: .infinity) }
    }

    @Test func aModelReadsWhatItWrote() throws {
        let model = try trained()
        #expect(try LinkageModel(decoding: model.encoded) == model)
        #expect(model.comparisons.contains { !$0.frequencies.adjustments.isEmpty })
    }

    @Test func alteredModels() throws {
        let bytes = try LinkageModel.untrained(try LinkagePlan(fields: People.fields)).encoded
        for end in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: LinkageError.self) { try LinkageModel(decoding: Array(bytes[..<end])) }
        }
        #expect(throws: malformedModel) { try LinkageModel(decoding: bytes + [0]) }
        for place in bytes.indices {
            var altered = bytes
            altered[place] ^= 1 << UInt8(place % 8)
            if let model = read(altered) { #expect(model.encoded == altered) }
        }
    }

    @Test func aModelOverTheLimit() {
        #expect(throws: limitExceeded) {
            try LinkageModel(decoding: [UInt8](repeating: 0, count: LinkageLimits.modelBytes + 1))
        }
    }

    /// Nil if refused, which for an altered model is as good as an answer that re-encodes to the same bytes.
    private func read(_ bytes: [UInt8]) -> LinkageModel? {
        do { return try LinkageModel(decoding: bytes) } catch { return nil }
    }
}
