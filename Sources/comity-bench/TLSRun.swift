import ComityAgreement
import ComityCrypto
import ComityServer
import ComityCore
import ComityNode
import ComityRecords
import Glibc

/// Two node processes over mutual TLS on the loopback interface.
final class TLSRun {
    private static let patienceSeconds = 600.0
    private static let liveEdits = 300

    private let count: Int
    private(set) var samples: [String: Sample] = [:]

    init(records: Int) { count = records }

    func run() throws {
        let base = UInt16(20_000 + Int(getpid()) % 20_000)
        let ports = [base, base + 1]
        let homes = try BenchHomes(ports: ports)
        let origin = try BenchProcess(homes.homes[0].layout, port: ports[0])
        try origin.ask("card.import", ["card": .bytes(homes.cards[1].encoded)])
        try origin.ask("agreement.import", ["signed": .bytes(homes.signed.encoded)])
        let contents = try importRecords(into: origin)
        let partner = try BenchProcess(homes.homes[1].layout, port: ports[1])
        try partner.ask("agreement.import", ["signed": .bytes(homes.signed.encoded)])
        try sync(origin, partner, homes)
        try live(origin, partner, count: contents)
    }

    private func importRecords(into origin: BenchProcess) throws -> Int {
        var persons = Persons()
        let contents = persons.take(count)
        for start in stride(from: 0, to: count, by: 1000) {
            let rows = (start..<min(start + 1000, count)).map { line in
                CBORValue.array([.integer(Int64(line)), .text("\(line)"), .bytes(contents[line].encoded)])
            }
            try origin.ask("record.import", ["source": "bench", "type": "person", "rows": .array(rows)])
        }
        try wait("the projection") {
            usleep(100_000)
            let result = try origin.ask("node.status").result
            return result["waiting"]?.integerValue == 0 && result["queue"]?.integerValue == 0
        }
        return contents.count
    }

    /// From the moment that the partner knows whom to dial until it holds everything.
    private func sync(_ origin: BenchProcess, _ partner: BenchProcess, _ homes: BenchHomes) throws {
        let cpu = ProcFile.cpuSeconds(of: origin.process) + ProcFile.cpuSeconds(of: partner.process)
        let start = Stopwatch.read(CLOCK_MONOTONIC)
        try partner.ask("card.import", ["card": .bytes(homes.cards[0].encoded)])
        try wait("the sync") {
            usleep(20_000)
            return try partner.ask("peers").rows.contains { ($0["records"]?.integerValue ?? 0) >= Int64(count) }
        }
        var sample = Sample(checksum: UInt64(count))
        sample.wall = Stopwatch.read(CLOCK_MONOTONIC) - start
        sample.cpu = ProcFile.cpuSeconds(of: origin.process) + ProcFile.cpuSeconds(of: partner.process) - cpu
        samples["sync"] = sample
        try wait("linkage") {
            usleep(100_000)
            return try partner.ask("node.status").result["queue"]?.integerValue == 0
        }
    }

    /// One edit at a time, from the request until the partner shows it.
    private func live(_ origin: BenchProcess, _ partner: BenchProcess, count: Int) throws {
        var latencies: [Double] = []
        var answers: [Double] = []
        let rows = try origin.ask("record.disclosures").rows.prefix(Self.liveEdits)
        for (number, row) in rows.enumerated() {
            guard let record = row["record"], let name = row["name"]?.textValue else { continue }
            let marker = "Editown \(number)"
            let start = Stopwatch.read(CLOCK_MONOTONIC)
            try origin.ask(
                "record.edit",
                ["id": record, "set": .array([.array(["addresses.full", .text(marker)])]), "unset": []])
            let answered = Stopwatch.read(CLOCK_MONOTONIC)
            try wait("an edit") { try shows(marker, name, partner) }
            latencies.append((Stopwatch.read(CLOCK_MONOTONIC) - answered) * 1000)
            answers.append((answered - start) * 1000)
        }
        latencies.sort()
        answers.sort()
        guard !latencies.isEmpty else { return }
        samples["live"] = Sample(
            checksum: UInt64(latencies.count),
            figures: [
                ("edits", Double(latencies.count)), ("commit_to_seen_p50_ms", latencies[latencies.count / 2]),
                ("commit_to_seen_p99_ms", latencies[latencies.count * 99 / 100]),
                ("request_to_commit_p50_ms", answers[answers.count / 2]),
            ])
    }

    private func shows(_ marker: String, _ name: String, _ partner: BenchProcess) throws -> Bool {
        for row in try partner.ask("record.show", ["id": .text(name)]).rows {
            guard let bytes = row["content"]?.bytesValue else { continue }
            let content = try Content(decoding: bytes)
            if content[.addresses].contains(where: { $0.value[AddressPart.full]?.text == marker }) { return true }
        }
        return false
    }

    private func wait(_ what: String, _ condition: () throws -> Bool) throws {
        let end = Stopwatch.read(CLOCK_MONOTONIC) + Self.patienceSeconds
        while try !condition() {
            guard Stopwatch.read(CLOCK_MONOTONIC) < end else {
                throw ControlFailure("failed", "waited in vain for \(what)", exit: .no)
            }
        }
    }
}
