import ComityLinkage
import Foundation
import Testing

@Suite struct LinkageTests {
    private static let wrong = [0.05, 0.05, 0.03, 0.1, 0.05, 0.3, 0.02]

    @Test func personsOfTwoSourcesAreFoundWithoutLabels() throws {
        let people = People(400, seed: 11, wrong: Self.wrong, slips: 0.1)
        let result = try Linkage.link(try people.table(), options: LinkageOptions(mode: .link))
        let matches = result.pairs.filter { $0.decision == .match }
        let right = matches.count(where: People.isTrue)
        #expect(Double(right) >= 0.99 * 400)
        #expect(Double(right) >= 0.99 * Double(matches.count))
        #expect(result.clusters.allSatisfy { $0.count == 2 })
    }

    @Test func aFamilyIsNotOnePerson() throws {
        let people = People(400, seed: 19, wrong: Self.wrong, slips: 0.1, families: true)
        for mode in [LinkageMode.link, .dedupe] {
            let result = try Linkage.link(try people.table(), options: LinkageOptions(mode: mode))
            let matches = result.pairs.filter { $0.decision == .match }
            let right = matches.count(where: People.isTrue)
            #expect(Double(right) >= 0.97 * 400)
            #expect(Double(right) >= 0.97 * Double(matches.count))
            #expect(result.model.sharing.household > 0.000_5)
        }
    }

    @Test func theOrderOfRowsChangesNothing() throws {
        let people = People(150, seed: 12, wrong: Self.wrong, slips: 0.1)
        for mode in [LinkageMode.link, .dedupe] {
            let first = try Linkage.link(try people.table(), options: LinkageOptions(mode: mode))
            for seed in 1...3 as ClosedRange<UInt64> {
                var random = TestRandom(seed: seed)
                let table = try people.table(random.shuffled(people.rows))
                let other = try Linkage.link(table, options: LinkageOptions(mode: mode))
                #expect(other.model == first.model)
                #expect(other.model.encoded == first.model.encoded)
                #expect(other.pairs == first.pairs)
                #expect(other.clusters == first.clusters)
            }
        }
    }

    @Test func theNumberOfThreadsChangesNothing() throws {
        let people = People(300, seed: 14, wrong: Self.wrong, slips: 0.1, families: true)
        for mode in [LinkageMode.link, .dedupe] {
            var options = LinkageOptions(mode: mode)
            let one = try Linkage.link(try people.table(), options: options)
            options.threads = 4
            let four = try Linkage.link(try people.table(), options: options)
            #expect(four.model.encoded == one.model.encoded)
            #expect(four.pairs == one.pairs)
            #expect(four.clusters == one.clusters)
            #expect(four.pairsScored == one.pairsScored)
        }
    }

    @Test func theScoreIsTheSumOfPriorAndFieldWeightsInMapOrder() throws {
        let people = People(100, seed: 13, wrong: Self.wrong, slips: 0.2)
        var run = try LinkageRun(try people.table(), LinkageOptions(mode: .link))
        let model = try run.train()
        let pairs = try run.score(model)
        #expect(!pairs.isEmpty)
        for pair in pairs {
            #expect(pair.weight == pair.fieldWeights.reduce(model.prior, +))
            #expect(pair.weight == model.prior + pair.fieldWeights.reversed().reduce(0, +))
            let explanation = try run.explain(pair.right, pair.left, model)
            #expect(explanation == PairExplanation(pair, model))
            #expect(explanation.weight == pair.weight)
            for part in explanation.parts where part.level > 0 { #expect(part.m != nil && part.u != nil) }
        }
    }

    @Test func inLinkModeRowsOfOneSourceAreNeverCompared() throws {
        var table = try LinkageTable(fields: People.fields)
        let values = ["anna", "novak", "1985-03-07", "brno", "60200", "601234567", "jm"]
        for key in 0..<4 as Range<UInt64> { try table.append(key: key, source: UInt32(key / 2), texts: values) }
        let model = try LinkageModel.untrained(table.plan)
        var options = LinkageOptions(mode: .link)
        options.assignment = .free
        let pairs = try Linkage.link(table, options: options, model: model).pairs
        #expect(pairs.map { [$0.left, $0.right] } == [[0, 2], [0, 3], [1, 2], [1, 3]])
        options.assignment = .oneToOne
        let single = try Linkage.link(table, options: options, model: model).pairs
        #expect(single.filter { $0.decision == .match }.map { [$0.left, $0.right] } == [[0, 2], [1, 3]])
    }

    @Test func exchangedNamesAreSeen() throws {
        var table = try LinkageTable(fields: People.fields)
        try table.append(key: 1, texts: ["wei", "zhang", "1985-03-07", "", "", "", ""])
        try table.append(key: 2, texts: ["Zhang", "Wei", "1985-03-07", "", "", "", ""])
        let run = try LinkageRun(table, LinkageOptions(mode: .dedupe))
        let explanation = try run.explain(1, 2, try LinkageModel.untrained(table.plan))
        #expect(explanation.parts[0].levelName == "swapped")
        #expect(explanation.parts[1].levelName == "missing")
        #expect(explanation.parts[0].weight > 0)
    }

    @Test func aRowMayHaveSeveralValues() throws {
        var table = try LinkageTable(fields: People.fields)
        try table.append(
            key: 1, values: [["Ana", "Anna"], ["Novak"], [], [], [], ["601 234 567", "+420 777 000 111"], []])
        try table.append(key: 2, values: [["anna"], ["Nováková", "novák"], [], [], [], ["777000111"], []])
        let run = try LinkageRun(table, LinkageOptions(mode: .dedupe))
        let parts = try run.explain(1, 2, try LinkageModel.untrained(table.plan)).parts
        #expect(parts.map(\.levelName).prefix(2) == ["exact", "exact"])
        #expect(parts[5].levelName != "else")
    }

    @Test func aChainOfDoubtfulPairsIsNotOneCluster() throws {
        let fields = [LinkageField(name: "phone", kind: .phone), LinkageField(name: "email", kind: .email)]
        var table = try LinkageTable(fields: fields)
        for number in 0..<12 {
            let phone = String(2_000_000_000 + (number / 2) * 7_777_777)
            let email = "person\((number + 1) / 2 * 31)@example.org"
            try table.append(key: UInt64(number), texts: [phone, email])
        }
        let model = try LinkageModel.untrained(table.plan).with(threshold: -6)
        let result = try Linkage.link(table, options: LinkageOptions(mode: .dedupe), model: model)
        #expect(result.pairs.count(where: { $0.decision == .match }) == 11)
        #expect(result.clusters.allSatisfy { $0.count <= 3 })
    }

    /// The FEBRL sets are not part of the repository: `COMITY_LINKAGE_DATA` names the folder that holds them.
    @Test func febrl4IsLinkedWithoutLabels() throws {
        guard let folder = ProcessInfo.processInfo.environment["COMITY_LINKAGE_DATA"] else {
            print("skipped: febrl4IsLinkedWithoutLabels needs COMITY_LINKAGE_DATA")
            return
        }
        let kinds: [FieldKind] = [
            .ignore, .ignore, .givenName, .surname, .streetNumber, .street, .ignore, .locality, .postcode, .region,
            .dateOfBirth, .nationalID,
        ]
        var table = try LinkageTable(fields: kinds.enumerated().map { LinkageField(name: "\($0)", kind: $1) })
        var persons: [UInt64: Substring] = [:]
        for (source, name) in ["febrl4a.csv", "febrl4b.csv"].enumerated() {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            for line in text.split(separator: "\n").dropFirst() {
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                persons[UInt64(persons.count)] = cells[1]
                try table.append(key: UInt64(persons.count - 1), source: UInt32(source), texts: cells.map(String.init))
            }
        }
        let result = try Linkage.link(table, options: LinkageOptions(mode: .link))
        let matches = result.pairs.filter { $0.decision == .match }
        let right = matches.count { persons[$0.left] == persons[$0.right] }
        #expect(Double(right) >= 0.99 * 5_000)
        #expect(Double(right) >= 0.99 * Double(matches.count))
    }
}
