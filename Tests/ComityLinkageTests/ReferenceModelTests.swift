import ComityCore
import ComityLinkage
import ComityReference
import Testing

/// The score and the choice of rules against their twins.
@Suite struct ReferenceModelTests {
    private static let wrong = Array(repeating: 0.1, count: 7)

    @Test func scoresAreThoseOfTheTwinBitForBit() throws {
        let people = People(200, seed: 23, wrong: Self.wrong, slips: 0.1, families: true)
        let table = try people.table()
        var run = try LinkageRun(table, LinkageOptions(mode: .dedupe))
        let model = try run.train()
        let rows = Dictionary(uniqueKeysWithValues: table.keys.enumerated().map { ($1, $0) })
        let pairs = try run.score(model)
        #expect(pairs.count > 150)
        for pair in pairs {
            let row = try #require(rows[pair.left])
            let weights = model.comparisons.indices.map { number in
                weight(model.comparisons[number], pair.pattern[number], table.cell(row, number))
            }
            let settled = ReferenceScore.settled(
                weights, model.plan.comparisons.map { sharing($0.fieldKind) }, household: model.sharing.household,
                place: model.sharing.place)
            #expect(settled == pair.fieldWeights)
            #expect(settled.reduce(model.prior, +) == pair.weight)
        }
    }

    private func weight(_ model: ComparisonModel, _ level: UInt8, _ cell: [UInt8]) -> Double {
        guard level > 0 else { return 0 }
        let weight = model.weights[Int(level) - 1]
        guard level == 1 else { return weight }
        return weight + (model.frequencies.adjustments[StableHash.hash(cell)] ?? model.frequencies.rare)
    }

    private func sharing(_ kind: FieldKind) -> ReferenceScore.Sharing {
        switch kind.sharing {
        case .person: .person
        case .household: .household
        case .place: .place
        }
    }

    @Test func rulesAreChosenAsTheTwinChooses() {
        var random = TestRandom(seed: 24)
        for _ in 0..<40 {
            let rules = 1 + random.below(12)
            let masks = Set((0..<60).map { _ in UInt64(1 + random.below(1 << rules - 1)) }).sorted()
            let groups = masks.map { mask in
                let pairs = Double(1 + random.below(1_000))
                return RuleChoice.Group(mask: mask, pairs: pairs, matches: pairs * Double(random.below(100)) / 100)
            }
            let tried = (0..<rules).map { number in
                let own = groups.filter { $0.mask & (1 << UInt64(number)) != 0 }
                return RuleChoice.Tried(
                    rule: BlockingRule([.init(number, .exact)]), pairs: own.reduce(0) { $0 + $1.pairs },
                    matches: own.reduce(0) { $0 + $1.matches })
            }
            let budget = Double(random.below(20_000))
            let choice = RuleChoice(tried, groups: groups, budgetPairs: budget)
            let expected = ReferenceRuleChoice.choose(
                groups.map { group in
                    let numbers = (0..<rules).filter { group.mask & (1 << UInt64($0)) != 0 }
                    return .init(rules: Set(numbers), pairs: group.pairs, matches: group.matches)
                }, ruleCount: rules, budgetPairs: budget, most: LinkageLimits.rules)
            #expect(choice.chosen == expected)
            #expect(choice.completeness >= 0 && choice.completeness <= 1)
        }
    }

    @Test func moreFoundPairsThanMemoryAreRefusedWithTheirNeed() throws {
        var table = try LinkageTable(fields: People.fields)
        let texts = ["anna", "novak", "1985-03-07", "brno", "60200", "601234567", "jm"]
        for key in 0..<100 { try table.append(key: UInt64(key), texts: texts) }
        let model = try LinkageModel.untrained(table.plan)
        var options = LinkageOptions(mode: .dedupe)
        var run = try LinkageRun(table, options)
        let found = try run.score(model)
        #expect(found.count == 4_950)
        options.memoryBytes = run.neededBytes(rules: model.rules.count)
        var small = try LinkageRun(table, options)
        do {
            _ = try small.score(model)
            Issue.record("4,950 pairs fit into what 100 rows need")
        } catch {
            #expect(error == LinkageError(.limitExceeded, ""))
            #expect(error.reason.contains("finds 4950 pairs"))
        }
    }

    @Test func aRunThatNeedsTooMuchMemoryIsRefusedWithItsNeed() throws {
        let people = People(100, seed: 25, wrong: Self.wrong)
        var options = LinkageOptions(mode: .link)
        options.memoryBytes = 10_000
        var run = try LinkageRun(try people.table(), options)
        let model = try run.train()
        #expect(run.neededBytes(rules: model.rules.count) > 10_000)
        #expect(throws: LinkageError(.limitExceeded, "")) { _ = try run.score(model) }
    }
}
