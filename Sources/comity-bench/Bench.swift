import ComityLinkage
import ComityRecords

/// Runs the groups that are wanted and prints what they measured.
struct Bench {
    private let options: BenchOptions
    private let report = Report()

    init(_ options: BenchOptions) { self.options = options }

    func run() throws {
        if options.wants("memory") {
            try measure("memory") {
                let run = try MemoryRun(records: options.records)
                try run.run()
                return run.samples
            }
        }
        if options.wants("widening") {
            try measure("widening") { ["widen": try WidenRun(records: options.records).run()] }
        }
        if options.wants("handshakes") { try measure("handshakes") { ["handshake": try HandshakeRun().run()] } }
        if options.wants("tls") {
            try measure("tls") {
                let run = TLSRun(records: options.records)
                try run.run()
                return run.samples
            }
        }
        if options.wants("strings") {
            try measure("strings") { ["jaro-winkler": StringRun(records: options.records).run()] }
        }
        if options.wants("link") { try measure("link") { ["link": try link(), "pairs": try pairs()] } }
        if options.wants("match") {
            let people =
                try options.people.map { try MatchPeople(file: $0, records: options.records) }
                ?? MatchPeople(records: options.records)
            try measure("match") {
                let run = try MatchRun(people)
                try run.run()
                return run.samples
            }
        }
    }

    private func measure(_ group: String, _ body: () throws -> [String: Sample]) throws {
        let runs = try (0..<options.repeats).map { _ in try body() }
        for name in BenchOptions.groups.first(where: { $0.name == group })?.measurements ?? []
        where options.names.contains(name) {
            report.print(name, records: options.records, samples: runs.compactMap { $0[name] })
        }
    }

    /// Linkage over a table of two sources.
    private func link() throws -> Sample {
        let table = try linkageTable()
        var watch = Stopwatch()
        let result = try watch.time { try Linkage.link(table, options: LinkageOptions(mode: .link)) }
        return Sample(
            watch, checksum: UInt64(result.pairs.count),
            figures: [("rows", Double(table.count)), ("pairs_scored", Double(result.pairsScored))])
    }

    /// Scoring alone, of the same table under a model trained before: blocks, candidate pairs, weights.
    private func pairs() throws -> Sample {
        var run = try LinkageRun(try linkageTable(), LinkageOptions(mode: .link))
        let model = try run.train()
        var watch = Stopwatch()
        let found = try watch.time { try run.score(model) }
        var sample = Sample(watch, checksum: UInt64(found.count))
        sample.items = run.pairsScored
        sample.figures = [("ns_per_pair_cpu", watch.cpu * 1e9 / Double(max(run.pairsScored, 1)))]
        return sample
    }

    /// A table of two sources: every fourth person is known to both.
    private func linkageTable() throws -> LinkageTable {
        var persons = Persons()
        let contents = persons.take(options.records)
        var table = try LinkageTable(fields: [
            LinkageField(name: "given", kind: .givenName), LinkageField(name: "family", kind: .surname),
            LinkageField(name: "dob", kind: .dateOfBirth), LinkageField(name: "sex", kind: .sex),
            LinkageField(name: "phone", kind: .phone), LinkageField(name: "document", kind: .documentID),
        ])
        var key: UInt64 = 0
        for (number, content) in contents.enumerated() {
            let values = [
                [content[.names].compactMap { $0.value[NamePart.given]?.text }.first ?? ""],
                [content[.names].compactMap { $0.value[NamePart.family]?.text }.first ?? ""],
                content[.dob].compactMap { $0.value.date?.description }, content[.sex].compactMap(\.value.text),
                content[.phones].compactMap { $0.value[PhonePart.e164]?.text },
                content[.idDocuments].compactMap { $0.value[IDDocumentPart.number]?.text },
            ]
            for source in number.isMultiple(of: 4) ? [0, 1] : [UInt32(number % 2)] {
                try table.append(key: key, source: source, values: values)
                key += 1
            }
        }
        return table
    }
}
