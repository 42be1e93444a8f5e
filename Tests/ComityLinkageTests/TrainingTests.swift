import ComityLinkage
import Testing

/// Known truth is recovered: data are made from stated m and u, and training must find them without labels.
@Suite struct TrainingTests {
    private static let wrong = [0.1, 0.08, 0.05, 0.2, 0.12, 0.15, 0.03]

    @Test func trainingRecoversKnownMAndU() throws {
        let people = People(800, seed: 3, wrong: Self.wrong)
        var options = LinkageOptions(mode: .link)
        options.randomPairs = 40_000
        let model = try Linkage.train(try people.table(), options: options)
        for (number, comparison) in model.comparisons.enumerated() {
            let size = Double(People.vocabulary[number])
            let m = people.agreement(number)
            #expect(abs(comparison.m[0] - m) < 0.03, "m of \(People.fields[number].name): \(comparison.m[0]), not \(m)")
            let u = max(1 / size, 1 / 3_200)
            #expect(abs(comparison.u[0] - u) < 0.25 * u + 0.001, "u of \(People.fields[number].name)")
        }
        let prior = Weight.probability(model.prior) * 800
        #expect(abs(prior - 1) < 0.1, "one row in 800 matches, not \(prior)")
    }

    @Test func sharesOfAComparisonSumToOne() throws {
        let people = People(200, seed: 5, wrong: Self.wrong, slips: 0.1)
        let model = try Linkage.train(try people.table(), options: LinkageOptions(mode: .link))
        for comparison in model.comparisons {
            #expect(abs(comparison.m.reduce(0, +) - 1) < 1e-9)
            #expect(abs(comparison.u.reduce(0, +) - 1) < 0.02)
            #expect(comparison.weights[0] > (comparison.weights.last ?? 0))
        }
    }

    @Test func thinDataFallBackOnWhatIsKnown() throws {
        for count in [0, 1, 2] {
            let people = People(count, seed: 1, wrong: Self.wrong)
            let model = try Linkage.train(try people.table(), options: LinkageOptions(mode: .link))
            try model.checkInvariants()
            #expect(model.comparisons[0].m[0] > model.comparisons[0].u[0])
        }
    }

    /// A field that says the same of everybody, or of nearly everybody, weighs nothing and stops nothing.
    @Test(arguments: [("au", "au"), ("au", "")]) func aFieldWithOneValueIsNoEvidence(usual: String, last: String) throws
    {
        let people = People(120, seed: 4, wrong: Self.wrong)
        let fields = People.fields + [LinkageField(name: "country", kind: .country)]
        var table = try LinkageTable(fields: fields)
        for (number, row) in people.rows.enumerated() {
            try table.append(key: row.key, source: row.source, texts: row.values + [number % 100 == 0 ? last : usual])
        }
        let result = try Linkage.link(table, options: LinkageOptions(mode: .link))
        let country = try #require(result.model.comparisons.last)
        #expect(abs(country.weights[0]) < 0.1 && country.u[0] <= 1)
        let matches = result.pairs.filter { $0.decision == .match }
        #expect(matches.count > 100 && matches.filter(People.isTrue).count > 100)
    }

    /// Where each person has many rows, the pairs that match are more than the usual budget: it grows with them.
    @Test func manyRowsOfEachPersonAreStillCompared() throws {
        let people = People(60, seed: 6, wrong: Self.wrong)
        var table = try LinkageTable(fields: People.fields)
        var key: UInt64 = 0
        for _ in 0..<100 {
            for row in people.rows where row.source == 0 {
                try table.append(key: key, source: 0, texts: row.values)
                key += 1
            }
        }
        let result = try Linkage.link(table, options: LinkageOptions(mode: .dedupe))
        #expect(result.clusters.count == 60 && result.clusters.allSatisfy { $0.count == 100 })
    }

    /// Nothing but rows that are all alike: whether they are one person cannot be learned from them, but asked.
    @Test func equalRowsMakeASoundModel() throws {
        var table = try LinkageTable(fields: People.fields)
        for key in 0..<6 {
            try table.append(
                key: UInt64(key), source: 0,
                texts: ["ana", "silva", "1980-02-03", "lisbon", "1000", "5550001", "nsw"])
        }
        try Linkage.train(table, options: LinkageOptions(mode: .dedupe)).checkInvariants()
    }

    @Test func anUntrainedModelFindsTheObvious() throws {
        let people = People(60, seed: 8, wrong: Array(repeating: 0.02, count: 7), slips: 0.05)
        let model = try LinkageModel.untrained(try LinkagePlan(fields: People.fields))
        let result = try Linkage.link(try people.table(), options: LinkageOptions(mode: .link), model: model)
        let matches = result.pairs.filter { $0.decision == .match }
        #expect(matches.allSatisfy(People.isTrue))
        #expect(matches.count >= 58)
    }
}
