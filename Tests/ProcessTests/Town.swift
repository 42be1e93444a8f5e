import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode
import ComityRecords
import ComityServer
import Foundation
import Testing

/// Real nodes that know each other and have signed one agreement, reached through one proxy.
final class Town {
    let nodes: [NodeProcess]
    let proxy: StormProxy
    private let folder: String

    /// Every tenth person is a victim, of whom nothing may leave.
    static let victimEvery = 10

    /// Founds and starts the nodes and waits until their agreement is in force everywhere.
    init(_ agencies: [String], seed: UInt64 = 1, _ weather: StormProxy.Weather = StormProxy.Weather()) throws {
        var template = Array("/tmp/comity-process-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw NodeProcess.Failure(reason: "no temporary folder") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.folder = folder
        proxy = StormProxy(seed: seed, weather)
        nodes = try agencies.map { try NodeProcess($0, folder: folder) }
        let cards = try nodes.map { try $0.found(publicPort: try proxy.route(to: $0.port)) }
        for node in nodes {
            try node.start()
            for card in cards where card.card.agency != node.agency {
                _ = try node.ask("card.import", ["card": .bytes(card.encoded)])
            }
        }
        guard nodes.count > 1 else { return }
        try sign(cards)
    }

    deinit {
        for node in nodes { node.killNow() }
        proxy.stop()
        do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") }
    }

    private func sign(_ cards: [SignedCard]) throws {
        let parsed = Agreement.parse(Self.text(cards), file: "town.agreement")
        let agreement = try #require(parsed.agreement, "\(parsed.diagnostics)")
        var signed = SignedAgreement(agreement)
        for node in nodes { try signed.sign(with: try node.home.rootKey(), signedBefore: nil) }
        for node in nodes { _ = try node.ask("agreement.import", ["signed": .bytes(signed.encoded)]) }
        try wait(for: "the agreement") { [nodes] in
            try nodes.allSatisfy {
                try $0.ask("agreement.list").rows.contains { $0["state"]?.textValue == "in-force" }
            }
        }
    }

    private static func text(_ cards: [SignedCard]) -> String {
        let today = CivilDate(daysSinceEpoch: SystemClock.now().milliseconds / Timestamp.millisecondsPerDay)
        let parties = cards.map(\.card).map {
            "  party \($0.agency) { class \($0.agencyClass) jurisdiction \"us-wa\" key \"\($0.rootKey.text)\" }"
        }
        return """
            agreement "town" version 1 {
              title     "Town"
              purpose   human-trafficking-investigation
              authority \(cards[0].card.agency) "RCW 10.93"
              effective \(CivilDate(daysSinceEpoch: today.daysSinceEpoch - 30)) \
            until \(CivilDate(daysSinceEpoch: today.daysSinceEpoch + 730))
            \(parties.joined(separator: "\n"))
              permit suspects {
                share   person(names, dob, sex, subject_category)
                to      any
                when    subject_category in [suspect, convicted]
                retain  5y  onward none  use investigation
              }
              withhold victims { share any to any when subject_category == victim }
            }
            """
    }

    // MARK: Records

    /// Rows `range` of an invented file, as `record.import` takes them.
    static func rows(_ range: Range<Int>, of source: String) throws -> CBORValue {
        .map([
            CBORPair("source", .text(source)), CBORPair("type", "person"), CBORPair("ids", true),
            CBORPair(
                "rows",
                .array(
                    try range.map {
                        .array([
                            .integer(Int64($0)), .text("\(source)-\($0)"),
                            .bytes(try person("\(source)-\($0)", number: $0, isVictim: $0 % victimEvery == 0).encoded),
                        ])
                    })),
        ])
    }

    static func shared(_ count: Int) -> Int { count - (count + victimEvery - 1) / victimEvery }

    private static let givenNames = [
        "Ana", "Bogdan", "Chidi", "Dolores", "Emre", "Fatima", "Goran", "Hana", "Ivo", "Jelena", "Kwame", "Lucia",
        "Marek",
        "Nadia", "Oleg", "Priya", "Quentin", "Rosa", "Stefan", "Tereza", "Uchenna", "Vesna",
    ]

    /// Neighbours differ in given name and birth date, as persons do: linkage has nothing to say of them.
    private static func person(_ family: String, number: Int, isVictim: Bool) throws -> Content {
        let date = PartialDate(year: 1940 + number % 61, month: 1 + number / 61 % 12, day: 1 + number / 732 % 28)
        var content = Content(type: .person)
        content.set(
            .names,
            to: .composite(of: [
                Component(NamePart.given, .text(givenNames[number % givenNames.count])),
                Component(NamePart.family, .text(family)),
            ]))
        content.set(.dob, to: .date(try #require(date)))
        content.set(.subjectCategory, to: .text(isVictim ? "victim" : "suspect"))
        return content
    }

    // MARK: What a test waits for and looks at

    /// Waits until `condition` holds; a request that fails because its node is away counts as no.
    func wait(for what: String, seconds: Int64 = 30, _ condition: () throws -> Bool) throws {
        let end = SystemClock.monotonicMilliseconds() + seconds * 1000
        while SystemClock.monotonicMilliseconds() < end {
            if try condition() { return }
            usleep(50_000)
        }
        throw NodeProcess.Failure(
            reason: "waited \(seconds) s in vain for \(what)\n" + nodes.map { "\($0.agency): \($0.log)" }.joined())
    }

    /// How many records of `origin` a node shows.
    func held(of origin: NodeProcess, at node: NodeProcess) throws -> Int64 {
        let row = try node.ask("peers").rows.first { $0["agency"]?.textValue == origin.agency.text }
        return row?["records"]?.integerValue ?? 0
    }

    /// The family names in what a node holds of others, one for each record.
    func foreignNames(at node: NodeProcess) throws -> [String: String] {
        let own = Set(try node.ask("record.export", ["own": true]).rows.compactMap { $0["id"]?.textValue })
        var names: [String: String] = [:]
        for row in try node.ask("record.export").rows {
            guard let id = row["id"]?.textValue, let bytes = row["content"]?.bytesValue, !own.contains(id) else {
                continue
            }
            #expect(names[id] == nil, "\(id) is shown twice")
            names[id] = try Content(decoding: bytes).value(.names)?[NamePart.family]?.text ?? ""
        }
        return names
    }

    func expectVerified(_ node: NodeProcess, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let report = try node.ask("audit.verify")
        #expect(report.rows.isEmpty, "\(node.agency): \(report.rows)", sourceLocation: sourceLocation)
        #expect(report.result["verified"]?.booleanValue == true, sourceLocation: sourceLocation)
    }

    /// Everything that `origin` disclosed is at `partner` once, and nothing else is.
    func expectWhole(
        from origin: NodeProcess, at partner: NodeProcess, families: Set<String>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let disclosed = try origin.ask("record.disclosures").rows.compactMap { $0["name"]?.textValue }
        let seen = try foreignNames(at: partner)
        #expect(disclosed.count == families.count, sourceLocation: sourceLocation)
        #expect(Set(disclosed) == Set(seen.keys), "names on both sides", sourceLocation: sourceLocation)
        #expect(Set(seen.values) == families, sourceLocation: sourceLocation)
        #expect(seen.count == families.count, "none is doubled", sourceLocation: sourceLocation)
    }
}
