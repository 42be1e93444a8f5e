import ComityCrypto
import ComityCore
import ComityFeed
import ComityMerkle
import ComityNode
import ComityRecords
import ComityServer
import ComityStore
import ComitySync

/// Two nodes in this process over file-backed stores, with arrays of bytes for links: each step of the path is timed
/// apart.
final class MemoryRun {
    private static let actor = Node.Actor(user: "bench")
    private static let recordsPerStep = 1000
    private static let editCount = 1000
    private static let originLink = LinkID(number: 1)
    private static let partnerLink = LinkID(number: 2)

    private let count: Int
    private let homes: BenchHomes
    private let origin: Node
    private let partner: Node
    private var toPartner: [[UInt8]] = []
    private var toOrigin: [[UInt8]] = []
    private var batches: [[UInt8]] = []
    private var wireBytes = 0
    private var originWatch = Stopwatch()
    private var partnerWatch = Stopwatch()
    private(set) var samples: [String: Sample] = [:]

    init(records: Int) throws {
        count = records
        homes = try BenchHomes()
        let now = SystemClock.now()
        origin = try homes.homes[0].openNode(now: now)
        partner = try homes.homes[1].openNode(now: now)
        for (node, card) in [(origin, homes.cards[1]), (partner, homes.cards[0])] {
            node.isRunning = true
            try node.importCard(card, by: Self.actor, now: now)
            _ = try node.importAgreement(homes.signed, by: Self.actor, now: now)
        }
    }

    func run() throws {
        var persons = Persons()
        let contents = persons.take(count)
        let expected = contents.reduce(0) { $0 &+ Checksum.of($1.encoded) }
        let records = try importAndDisclose(contents, checksum: expected)
        connect()
        try exchange()
        try checkFaults()
        let held = try partnerChecksum()
        let batchLeaves = UInt64(count)
        samples["seal"] = Sample(
            originWatch, checksum: batchLeaves, figures: [("batches", Double(batches.count))])
        samples["merge"] = Sample(partnerWatch, checksum: held)
        samples["wire"] = Sample(
            checksum: held, figures: [("bytes_per_record", Double(wireBytes) / Double(count))])
        samples["open"] = try openBatches()
        try edit(records, &persons)
        try checkFaults()
        try origin.store.close()
        try partner.store.close()
        for (name, home) in [("disk-origin", homes.homes[0]), ("disk-partner", homes.homes[1])] {
            samples[name] = Sample(
                checksum: held,
                figures: [("bytes_per_record", ProcFile.bytes(home.layout.storePath) / Double(count))])
        }
    }

    /// In turn, as a running node does: what a step has imported is projected before the next comes.
    private func importAndDisclose(_ contents: [Content], checksum: UInt64) throws -> [StoredRecord] {
        var (importing, disclosing) = (Stopwatch(), Stopwatch())
        var records: [StoredRecord] = []
        for start in stride(from: 0, to: contents.count, by: Self.recordsPerStep) {
            let step = contents[start..<min(start + Self.recordsPerStep, contents.count)]
            records += try importing.time { try origin.add(step, by: Self.actor, now: SystemClock.now()) }
            try disclosing.time {
                while try origin.store.dirtyCount() > 0 { _ = origin.wake(now: SystemClock.now()) }
            }
        }
        let size = try origin.store.logs().filter(\.isOwn).reduce(0) { $0 + $1.size.value }
        samples["import"] = Sample(importing, checksum: checksum)
        samples["disclose"] = Sample(disclosing, checksum: size)
        return records
    }

    private func connect() {
        let now = SystemClock.now()
        collect(
            origin.linkOpened(
                Self.originLink, peerPin: homes.cards[1].card.tlsPin, outbound: true, now: now), fromOrigin: true)
        collect(
            partner.linkOpened(
                Self.partnerLink, peerPin: homes.cards[0].card.tlsPin, outbound: false, now: now), fromOrigin: false)
    }

    /// Carries bytes until neither side has more to say.
    private func exchange() throws {
        (originWatch, partnerWatch, wireBytes) = (Stopwatch(), Stopwatch(), 0)
        while true {
            while !toPartner.isEmpty || !toOrigin.isEmpty {
                for bytes in drain(&toPartner) {
                    let actions = partnerWatch.time {
                        partner.received(Self.partnerLink, bytes: bytes, now: SystemClock.now())
                    }
                    collect(actions, fromOrigin: false)
                }
                for bytes in drain(&toOrigin) {
                    let actions = originWatch.time {
                        origin.received(Self.originLink, bytes: bytes, now: SystemClock.now())
                    }
                    collect(actions, fromOrigin: true)
                }
            }
            let actions = originWatch.time { origin.wake(now: SystemClock.now()) }
            collect(actions, fromOrigin: true)
            guard toPartner.isEmpty else { continue }
            if try origin.store.dirtyCount() == 0 { return }
        }
    }

    private func drain(_ queue: inout [[UInt8]]) -> [[UInt8]] {
        defer { queue = [] }
        return queue
    }

    private func collect(_ actions: [LinkAction], fromOrigin: Bool) {
        for case .send(_, let bytes) in actions {
            guard fromOrigin else {
                toOrigin.append(bytes)
                continue
            }
            wireBytes += bytes.count
            if bytes.count > 5, bytes[4] == FrameType.batch.rawValue { batches.append(Array(bytes[5...])) }
            toPartner.append(bytes)
        }
    }

    /// Verification and decompression alone.
    private func openBatches() throws -> Sample {
        var watch = Stopwatch()
        var range = CompactRange()
        var leaves: UInt64 = 0
        try watch.time {
            for bytes in batches {
                let verified = try ComityFeed.open(
                    UnverifiedBatch(decoding: bytes), extending: range, key: homes.cards[0].card.nodeKey)
                range = verified.range
                leaves += UInt64(verified.leaves.count)
            }
        }
        return Sample(watch, checksum: leaves)
    }

    /// One step of edits at the origin, until the partner has them.
    private func edit(_ records: [StoredRecord], _ persons: inout Persons) throws {
        var watch = Stopwatch()
        let edited = min(Self.editCount, records.count)
        let contents = records.prefix(edited).map { persons.edited($0.statement.content) }
        try watch.time {
            try origin.store.step {
                for (record, content) in zip(records, contents) {
                    try origin.edit(
                        record.statement.id, to: content, by: Self.actor, now: SystemClock.now())
                }
            }
            try exchange()
        }
        let held = try partnerChecksum()
        samples["edits"] = Sample(watch, checksum: held)
        samples["edits"]?.items = edited
        samples["wire-edits"] = Sample(
            checksum: held, figures: [("bytes", Double(wireBytes)), ("edits", Double(edited))])
    }

    private func partnerChecksum() throws -> UInt64 {
        var sum: UInt64 = 0
        var views = 0
        for log in try partner.store.logs() where !log.isOwn {
            try partner.store.forEachView(of: log) { view in
                if let content = try partner.store.content(of: view, in: log) {
                    sum &+= Checksum.of(content.content.encoded)
                    views += 1
                }
                return true
            }
        }
        guard views == count else {
            throw ControlFailure("failed", "the partner holds \(views) records of \(count)", exit: .no)
        }
        return sum
    }

    private func checkFaults() throws {
        if let fault = (origin.faults + partner.faults).first { throw fault.error }
    }
}
