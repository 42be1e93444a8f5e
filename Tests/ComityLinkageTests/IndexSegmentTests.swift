import ComityCore
import ComityLinkage
import Testing

/// Segments of the live index: frozen, merged, rewritten and read again at any moment, it stays the index of its rows.
@Suite struct IndexSegmentTests {
    private static let fields = [
        LinkageField(name: "given", kind: .givenName), LinkageField(name: "surname", kind: .surname),
        LinkageField(name: "born", kind: .dateOfBirth), LinkageField(name: "postcode", kind: .postcode),
        LinkageField(name: "phone", kind: .phone),
    ]

    private func model(bucketLimit: Int) throws -> LinkageModel {
        let model = try LinkageModel.untrained(try LinkagePlan(fields: Self.fields))
        return try LinkageModel(
            plan: model.plan, comparisons: model.comparisons, prior: -6, sharing: model.sharing, threshold: 2,
            rules: model.rules, bucketLimit: bucketLimit)
    }

    /// A row of few different values, some of them several.
    private func values(_ random: inout TestRandom) -> [[String]] {
        let given = ["anna", "ana", "peter", "petra", "ivan", "novak"]
        let family = ["novak", "novakova", "ivanov", "smith", "anna"]
        return [
            random.chance(0.2) ? [random.pick(given), random.pick(given)] : [random.pick(given)],
            random.chance(0.2) ? [random.pick(family), random.pick(family)] : [random.pick(family)],
            [random.pick(["1985-03-07", "1985-07-03", "1990", ""])], [random.pick(["60200", "60201", ""])],
            random.chance(0.3) ? ["601234567", "777000111"] : [random.pick(["601234567", "777000112", ""])],
        ]
    }

    private func reread(_ index: LinkageIndex) throws -> LinkageIndex {
        let segments = try index.segments.map { segment in
            let sections = segment.sections
            return try IndexSegment(
                number: segment.number, model: index.model, sectionBytes: sections.map(\.count)
            ) { place, memory in memory.copyMemory(from: sections[place]) }
        }
        return LinkageIndex(model: index.model, mode: index.mode, segments: segments)
    }

    private func batch(_ rows: [UInt64: (source: UInt32, values: [[String]])], _ index: LinkageIndex) throws
        -> Linkage.Result
    {
        var table = LinkageTable(plan: index.model.plan)
        for (key, row) in rows { try table.append(key: key, source: row.source, values: row.values) }
        var options = LinkageOptions(mode: index.mode)
        options.assignment = .free
        return try Linkage.link(table, options: options, model: index.model)
    }

    @Test(arguments: [(2, LinkageMode.linkAndDedupe), (4, .linkAndDedupe), (9, .link), (64, .linkAndDedupe)])
    func whateverIsDoneTheIndexIsThatOfItsRows(_ limit: Int, _ mode: LinkageMode) throws {
        var random = TestRandom(seed: UInt64(limit))
        var index = LinkageIndex(model: try model(bucketLimit: limit), mode: mode)
        var rows: [UInt64: (source: UInt32, values: [[String]])] = [:]
        var known: [LinkageChange.Pair: ScoredPair] = [:]
        var copy = index
        for step in 0..<200 {
            let key = UInt64(random.below(60))
            let change: LinkageChange
            if rows[key] != nil {
                rows[key] = nil
                change = index.remove(key)
            } else {
                let row = (source: UInt32(random.below(3)), values: values(&random))
                rows[key] = row
                change = try index.insert(key, source: row.source, values: row.values)
            }
            for pair in change.removed { #expect(known.removeValue(forKey: pair) != nil) }
            for pair in change.added { #expect(known.updateValue(pair, forKey: .init(pair.left, pair.right)) == nil) }
            switch random.below(12) {
            case 0, 1: index.freeze()
            case 2, 3, 4: _ = index.mergeStep(budget: random.below(200))
            case 5: index = index.size.goneCount > 20 ? rewritten(index) : index
            case 6:
                index.freeze()
                index = try reread(index)
            case 7: copy = index
            default: break
            }
            if step % 25 == 0 {
                try index.checkInvariants()
                let expected = try batch(rows, index)
                #expect(index.pairs() == expected.pairs)
                #expect(index.pairs() == known.keys.sorted().compactMap { known[$0] })
                #expect(index.clusters() == expected.clusters)
                try copy.checkInvariants()
            }
        }
    }

    private func rewritten(_ index: LinkageIndex) -> LinkageIndex {
        var index = index
        index.rewrite()
        #expect(!index.holdsGoneRows && index.size.segmentCount <= 1)
        return index
    }

    @Test func onlyTheRowsThatChangedAreClusteredAgain() throws {
        var random = TestRandom(seed: 3)
        var index = LinkageIndex(model: try model(bucketLimit: 6))
        var clusters: [[UInt64]] = []
        for step in 0..<150 {
            let key = UInt64(random.below(40))
            let change = index.contains(key) ? index.remove(key) : try index.insert(key, values: values(&random))
            let again = index.recluster([key] + change.rows)
            clusters = clusters.filter { Set($0).isDisjoint(with: again.rows) } + again.clusters
            if step % 10 == 0 { #expect(Set(clusters) == Set(index.clusters())) }
        }
    }

    @Test func buildingEqualsInserting() throws {
        var random = TestRandom(seed: 8)
        for limit in [3, 128] {
            let model = try model(bucketLimit: limit)
            var index = LinkageIndex(model: model)
            var builder = LinkageIndexBuilder(model: model, mode: .linkAndDedupe)
            for key in random.shuffled(Array(0..<UInt64(50))) {
                let values = values(&random)
                _ = try index.insert(key, values: values, isForSearch: key % 9 == 0)
                try builder.append(key, values: values, isForSearch: key % 9 == 0)
            }
            let built = try builder.finished(threads: 2)
            try built.checkInvariants()
            #expect(built.pairs() == index.pairs())
            #expect(built.clusters() == index.clusters())
            #expect(built.crowdedValues() == index.crowdedValues())
            #expect(built.lookup("anna novak 777000111", limit: 20) == index.lookup("anna novak 777000111", limit: 20))
            #expect(try built.with(model: model).pairs() == index.pairs())
            index.rewrite()
            #expect(built.segments[0].sections.map { Array($0) } == index.segments[0].sections.map { Array($0) })
        }
    }

    @Test func nothingOfARemovedRowStaysAfterARewrite() throws {
        var random = TestRandom(seed: 12)
        var index = LinkageIndex(model: try model(bucketLimit: 6))
        for key in 0..<20 { _ = try index.insert(UInt64(key), values: values(&random)) }
        let secret = [["Zyxwvut"], ["Qponmlk"], ["1911-11-12"], ["99887"], ["123123124"]]
        let before = { (index: LinkageIndex) in index.segments.map { $0.sections.map { Array($0) } } }
        index.rewrite()
        let clean = before(index)
        _ = try index.insert(7_000_001, values: secret)
        index.freeze()
        _ = index.remove(7_000_001)
        #expect(index.lookup("Zyxwvut", limit: 3).isEmpty)
        #expect(index.holdsGoneRows)
        index.rewrite()
        #expect(before(index) == clean)
    }

    @Test func sectionsThatAreNoSegmentAreRefused() throws {
        var random = TestRandom(seed: 21)
        var index = LinkageIndex(model: try model(bucketLimit: 6))
        for key in 0..<12 { _ = try index.insert(UInt64(key), values: values(&random)) }
        index.freeze()
        let segment = index.segments[0]
        let sections = segment.sections.map { Array($0) }
        func read(_ sections: [[UInt8]]) throws -> IndexSegment {
            try IndexSegment(number: 0, model: index.model, sectionBytes: sections.map(\.count)) { place, memory in
                sections[place].withUnsafeBytes { memory.copyMemory(from: $0) }
            }
        }
        #expect(throws: LinkageError(.malformedIndex, "")) { _ = try read(Array(sections.dropLast())) }
        for _ in 0..<300 {
            var damaged = sections
            let place = random.below(damaged.count)
            guard !damaged[place].isEmpty else { continue }
            let byte = random.below(damaged[place].count)
            if random.chance(0.2) {
                damaged[place].removeLast(random.below(damaged[place].count) + 1)
            } else {
                damaged[place][byte] ^= UInt8(1 + random.below(255))
            }
            // Refused, or so that whatever is asked of it stays within its arrays.
            guard let read = try? read(damaged) else { continue }
            let index = LinkageIndex(model: index.model, mode: index.mode, segments: [read])
            _ = index.pairs()
            _ = index.lookup("anna novak", limit: 5)
        }
    }
}
