import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode
import ComityRecords
import ComityServer
import ComityStore
import Glibc

/// The demonstration from end to end; each chapter checks what it shows.
final class DemoRun {
    let options: DemoOptions
    let console: Console
    let folder: String
    let nodes: [DemoNode]
    let files: [DemoFile]
    var figures = DemoFigures()
    /// What was promised and did not hold.
    private(set) var failures: [String] = []
    /// The row id behind each own record, by agency and record id.
    var rowIDs: [AgencyID: [String: String]] = [:]
    var agreement: Agreement?

    /// How long any wait of the demonstration may take.
    static let patienceMilliseconds: Int64 = 50_000

    init(_ options: DemoOptions, console: Console, folder: String) throws {
        self.options = options
        self.console = console
        self.folder = folder
        files = try options.files()
        nodes = try [
            DemoNode(
                agency: AgencyID(parsing: "us-wa-kcso"), name: "King County Sheriff", agencyClass: "police",
                folder: folder),
            DemoNode(
                agency: AgencyID(parsing: "us-or-sp"), name: "Oregon State Police", agencyClass: "police",
                folder: folder),
            DemoNode(
                agency: AgencyID(parsing: "us-wa-safe"), name: "Safe Harbour Services", agencyClass: "victim-service",
                folder: folder),
        ]
    }

    var now: Timestamp { SystemClock.now() }

    /// Tells the story; throws only if it cannot go on.
    func run() throws {
        try foundAndStart()
        try importFiles()
        try sign()
        try sync()
        try showPersons()
        try match()
        try editLive()
        try withdraw()
        try verifyTrails()
        try stopAndCheck()
        figures.nodes = nodes.count
    }

    func chapter(_ title: String) {
        tell("")
        tell(title)
    }

    /// A line of the story: on standard output, or on standard error where that belongs to JSON.
    func tell(_ line: String) { if console.isJSON { console.note(line) } else { console.line(line) } }

    /// Notes a promise: kept or broken.
    func promise(_ isKept: Bool, _ words: String) {
        tell("  \(isKept ? "checked" : "FAILED"): \(words)")
        if !isKept { failures.append(words) }
    }

    /// Waits until `condition` holds.
    func wait(for what: String, every milliseconds: Int64 = 20, _ condition: () throws -> Bool) throws {
        let start = SystemClock.monotonicMilliseconds()
        while try !condition() {
            let waited = SystemClock.monotonicMilliseconds() - start
            guard waited < Self.patienceMilliseconds else {
                throw ControlFailure(
                    "failed", "waited \(waited / 1000) s in vain for \(what)",
                    hints: ["the nodes' logs are in \(folder)"], exit: .no)
            }
            usleep(UInt32(milliseconds * 1000))
        }
    }
}

// MARK: Chapters
extension DemoRun {
    private func foundAndStart() throws {
        chapter("1. Three agencies, three nodes, three keys")
        let cards = try nodes.map { try $0.found(now: now) }
        for node in nodes {
            try node.start()
            tell("  \(node.agency) (\(node.name), \(node.agencyClass)) listens on 127.0.0.1:\(node.port)")
        }
        for node in nodes {
            for card in cards where card.card.agency != node.agency {
                _ = try node.ask("card.import", ["card": .bytes(card.encoded)])
            }
        }
        tell("  each has imported the others' cards: mutual TLS 1.3 is pinned to them")
    }

    private func importFiles() throws {
        chapter("2. Each agency imports what it knows")
        for (node, file) in zip(nodes, files) {
            var names: [String: String] = [:]
            let lines = Dictionary(file.rows.map { (Int64($0.line), $0.id) }, uniquingKeysWith: { first, _ in first })
            var done = 0
            for start in stride(from: 0, to: file.rows.count, by: 1000) {
                let rows = file.rows[start..<min(start + 1000, file.rows.count)].map {
                    CBORValue.array([.integer(Int64($0.line)), .text($0.id), .bytes($0.content.encoded)])
                }
                let answer = try node.ask(
                    "record.import",
                    ["source": .text(file.name), "type": "person", "rows": .array(rows), "ids": true])
                for pair in answer.result["records"]?.arrayValue ?? [] {
                    guard let items = pair.arrayValue, let line = items[0].integerValue, let id = items[1].textValue
                    else { continue }
                    names[id] = lines[line]
                }
                done += rows.count
                console.progress(
                    done: Int64(done), total: Int64(file.rows.count), label: "importing at \(node.agency)")
            }
            rowIDs[node.agency] = names
            figures.recordsImported += names.count
            tell("  \(node.agency): \(names.count) persons from \(file.name)")
            promise(names.count == file.rows.count, "every readable row of \(file.name) is a record")
        }
    }

    private func sign() throws {
        chapter("3. They sign an agreement")
        let cards = try nodes.map { try $0.home.card() }
        let text =
            options.isSample
            ? DemoAgreement.sample(cards, now: now)
            : DemoAgreement.everything(files[0].fields.filter { $0 != "attributes" }, cards, now: now)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { tell("    \(line)") }
        let parsed = Agreement.parse(text, file: "demo.agreement")
        guard let agreement = parsed.agreement else {
            let reasons = parsed.diagnostics.map { "\($0)" }.joined(separator: "; ")
            throw ControlFailure("failed", "the agreement is malformed: \(reasons)", exit: .no)
        }
        self.agreement = agreement
        // Each signs its own copy; the nodes carry the signatures to each other.
        for node in nodes {
            var signed = SignedAgreement(agreement)
            try signed.sign(with: try node.home.rootKey(), signedBefore: nil)
            _ = try node.ask("agreement.import", ["signed": .bytes(signed.encoded)])
        }
        let start = SystemClock.monotonicMilliseconds()
        try wait(for: "the agreement to be in force") {
            try nodes.allSatisfy { node in
                try node.ask("agreement.list").rows.contains { $0["state"]?.textValue == "in-force" }
            }
        }
        promise(
            true,
            "every party has signed; in force at all three after \(SystemClock.monotonicMilliseconds() - start) ms")
    }

    private func sync() throws {
        chapter("4. The nodes find each other and share what it permits")
        let start = SystemClock.monotonicMilliseconds()
        try wait(for: "the first sync") { try isSynced() }
        figures.syncSeconds = Double(SystemClock.monotonicMilliseconds() - start) / 1000
        for node in nodes {
            let totals = try node.ask("record.disclosures").result
            figures.disclosed += totals["disclosed"]?.integerValue ?? 0
            figures.withheld += totals["withheld"]?.integerValue ?? 0
            for row in try node.ask("peers").rows {
                guard let origin = row["agency"]?.textValue.flatMap({ AgencyID($0) }) else { continue }
                figures.held[node.agency, default: [:]][origin] = row["records"]?.integerValue ?? 0
                figures.wireBytes += row["received_bytes"]?.integerValue ?? 0
                tell("  \(node.agency) holds \(row["records"]?.integerValue ?? 0) records of \(origin)")
            }
        }
        let seconds = Decimals.text(figures.syncSeconds, places: 2)
        promise(
            figures.disclosed + figures.withheld == Int64(figures.recordsImported * (nodes.count - 1)),
            "\(figures.disclosed) pairs disclosed, \(figures.withheld) withheld, in \(seconds) s")
    }

    /// Nothing waits anywhere, and every partner holds what its origins disclosed.
    private func isSynced() throws -> Bool {
        // Linkage goes on behind the sync; what counts here is projection and delivery.
        for node in nodes where try node.ask("node.status").result["waiting"]?.integerValue != 0 { return false }
        var held: [AgencyID: [String: Int64]] = [:]
        for node in nodes {
            for row in try node.ask("peers").rows {
                guard row["state"]?.textValue == "connected", row["lag"]?.integerValue == 0 else { return false }
                held[node.agency, default: [:]][row["agency"]?.textValue ?? ""] = row["records"]?.integerValue
            }
        }
        return try nodes.allSatisfy { node in
            let counts = try node.ask("record.disclosures", ["counts": true]).result["to"]
            return nodes.filter { $0.agency != node.agency }.allSatisfy { partner in
                held[partner.agency]?[node.agency.text] == counts?[.text(partner.agency.text)]?.integerValue ?? 0
            }
        }
    }

    private func verifyTrails() throws {
        chapter("9. Every audit trail is rehashed")
        for node in nodes {
            let report = try node.ask("audit.verify")
            let isVerified = report.result["verified"]?.booleanValue ?? false
            let events = report.result["events"]?.integerValue ?? 0
            figures.trails[node.agency] = DemoFigures.Trail(events: events, isVerified: isVerified)
            for fault in report.rows {
                tell("  fault: \(fault["place"]?.textValue ?? ""): \(fault["reason"]?.textValue ?? "")")
            }
            promise(isVerified && events > 0, "\(node.agency): \(events) events, all signed and whole")
        }
    }

    private func stopAndCheck() throws {
        chapter("10. The nodes stop; what they hold is compared with the reference policy")
        for node in nodes { try node.stop() }
        let opened = try nodes.map { try $0.home.openNode(now: now) }
        figures.leaks = try DemoLeakCheck(opened, now: now).leakedFields()
        promise(figures.leaks == 0, "no field is held by a partner that may not have it (\(figures.leaks) found)")
        for node in opened { try node.store.close() }
    }
}
