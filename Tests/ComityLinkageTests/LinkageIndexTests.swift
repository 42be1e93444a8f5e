import ComityCore
import ComityLinkage
import Testing

/// The live index against the batch run, over random arrivals and removals, with a bucket limit so low that keys
/// come to be shared by too many rows and fall back again.
@Suite struct LinkageIndexTests {
    private static let wrong = Array(repeating: 0.1, count: 7)

    /// Few different values, so that buckets fill.
    private func crowded(_ count: Int, seed: UInt64) -> [People.Row] {
        var random = TestRandom(seed: seed)
        let given = ["anna", "ana", "peter", "petra", "ivan"]
        let family = ["novak", "novakova", "ivanov", "smith"]
        return (0..<count).map { number in
            let values = [
                random.pick(given), random.pick(family), random.pick(["1985-03-07", "1985-07-03", "1990", ""]),
                random.pick(["brno", ""]), random.pick(["60200", "60201"]), random.pick(["601234567", ""]), "jm",
            ]
            return People.Row(
                key: UInt64(number * 7 % 101), source: UInt32(random.below(3)), person: number, values: values)
        }
    }

    private func model(bucketLimit: Int) throws -> LinkageModel {
        let model = try LinkageModel.untrained(try LinkagePlan(fields: People.fields))
        return try LinkageModel(
            plan: model.plan, comparisons: model.comparisons, prior: model.prior, sharing: model.sharing,
            threshold: 2, rules: model.rules,
            bucketLimit: bucketLimit)
    }

    private func batch(_ rows: [People.Row], _ model: LinkageModel, _ mode: LinkageMode) throws -> Linkage.Result {
        var table = LinkageTable(plan: model.plan)
        for row in rows { try table.append(key: row.key, source: row.source, texts: row.values) }
        var options = LinkageOptions(mode: mode)
        options.assignment = .free
        return try Linkage.link(table, options: options, model: model)
    }

    @Test func theIndexEqualsTheBatchRunInEveryOrder() throws {
        for mode in [LinkageMode.linkAndDedupe, .link] {
            for limit in [3, 5, 128] {
                let model = try model(bucketLimit: limit)
                let rows = crowded(40, seed: UInt64(limit))
                let expected = try batch(rows, model, mode)
                var random = TestRandom(seed: 5)
                for _ in 0..<3 {
                    var index = LinkageIndex(model: model, mode: mode)
                    for row in random.shuffled(rows) {
                        _ = try index.insert(row.key, source: row.source, values: row.values.map { [$0] })
                    }
                    try index.checkInvariants()
                    #expect(index.pairs() == expected.pairs)
                    #expect(index.clusters() == expected.clusters)
                }
            }
        }
    }

    @Test func changesTellExactlyWhatChanged() throws {
        for limit in [2, 4, 9] {
            let model = try model(bucketLimit: limit)
            let rows = crowded(30, seed: UInt64(limit + 20))
            var index = LinkageIndex(model: model)
            var known: [LinkageChange.Pair: ScoredPair] = [:]
            var random = TestRandom(seed: 9)
            for _ in 0..<150 {
                let row = random.pick(rows)
                let change =
                    index.contains(row.key)
                    ? index.remove(row.key)
                    : try index.insert(row.key, source: row.source, values: row.values.map { [$0] })
                for pair in change.removed { #expect(known.removeValue(forKey: pair) != nil) }
                for pair in change.added {
                    #expect(known.updateValue(pair, forKey: .init(pair.left, pair.right)) == nil)
                }
                #expect(known.keys.sorted().compactMap { known[$0] } == index.pairs())
            }
            try index.checkInvariants()
        }
    }

    @Test func removalUndoesInsertionExactly() throws {
        let model = try model(bucketLimit: 4)
        let rows = crowded(30, seed: 77)
        var index = LinkageIndex(model: model)
        for row in rows.dropLast() {
            _ = try index.insert(row.key, source: row.source, values: row.values.map { [$0] })
        }
        let before = index.pairs()
        let last = rows[29]
        let came = try index.insert(last.key, source: last.source, values: last.values.map { [$0] })
        let went = index.remove(last.key)
        #expect(index.pairs() == before)
        #expect(went.removed == came.added.map { LinkageChange.Pair($0.left, $0.right) })
        #expect(went.added.map { LinkageChange.Pair($0.left, $0.right) } == came.removed)
        for row in rows { _ = index.remove(row.key) }
        #expect(index.count == 0)
        try index.checkInvariants()
    }

    @Test func aQueryAnswersWhatAnInsertionWould() throws {
        let model = try model(bucketLimit: 6)
        let rows = crowded(30, seed: 31)
        var index = LinkageIndex(model: model)
        for row in rows {
            let values = row.values.map { [$0] }
            let asked = try index.query(row.key, source: row.source, values: values)
            #expect(try index.insert(row.key, source: row.source, values: values).added == asked)
        }
        for pair in index.pairs() {
            #expect(index.explain(pair.left, pair.right) == PairExplanation(pair, model))
        }
        #expect(index.explain(1, 1_000) == nil)
    }

    @Test func trainingOnTheRowsPresentEqualsTrainingOnTheirTable() throws {
        let people = People(60, seed: 4, wrong: Self.wrong, slips: 0.1)
        var index = LinkageIndex(
            model: try LinkageModel.untrained(try LinkagePlan(fields: People.fields)), mode: .link)
        for row in people.rows {
            _ = try index.insert(row.key, source: row.source, values: row.values.map { [$0] })
        }
        let expected = try Linkage.train(try people.table(), options: LinkageOptions(mode: .link))
        let trained = try index.train()
        #expect(trained == expected)
        let retrained = try index.with(model: trained)
        try retrained.checkInvariants()
        #expect(retrained.count == index.count)
    }

    @Test func aKeyIsInsertedOnceAndFieldsMustFit() throws {
        var index = LinkageIndex(model: try model(bucketLimit: 4))
        let values = Array(repeating: ["x"], count: 7)
        _ = try index.insert(5, values: values)
        #expect(throws: LinkageError(.malformedInput, "")) { try index.insert(5, values: values) }
        #expect(throws: LinkageError(.malformedInput, "")) { try index.insert(6, values: [["x"]]) }
        #expect(throws: LinkageError(.malformedInput, "")) { _ = try index.query(5, values: values) }
        #expect(index.remove(6) == LinkageChange())
    }
}
