import ComityCore
import ComityLinkage
import ComityNode
import ComityServer
import ComityStore
import Glibc

/// The live index over many rows: one record against all, arrivals and departures, searches, and opening its files.
final class MatchRun {
    /// Rows that are asked for and come, of all.
    private static let arrivals = 10_000
    /// Texts that are searched for.
    private static let searches = 2_000
    /// Candidates that a search answers with.
    private static let hits = 20
    private static let threads = 2
    private static let seedBytes = 32

    private let people: MatchPeople
    private(set) var samples: [String: Sample] = [:]
    private let model: LinkageModel
    private let expected: [ScoredPair]
    private let held: Int

    init(_ people: MatchPeople) throws {
        self.people = people
        held = min(Self.arrivals, people.rows.count / 10)
        var options = LinkageOptions(mode: .linkAndDedupe)
        options.threads = Self.threads
        options.assignment = .free
        var table = LinkageTable(plan: try LinkagePlan(fields: people.fields))
        for (key, row) in people.rows.enumerated() { try table.append(key: UInt64(key), values: row) }
        var run = try LinkageRun(table, options)
        model = try run.train()
        let end = UInt64(held)
        expected = try run.score(model).filter { $0.left < end }
    }

    func run() throws {
        var index = try build()
        samples["match-query"] = try query(index)
        samples["match-insert"] = try insert(&index)
        samples["match-search"] = search(index)
        samples["match-remove"] = remove(&index)
        samples["match-open"] = try open(&index)
    }

    /// All rows but those that are to come.
    private func build() throws -> LinkageIndex {
        var watch = Stopwatch()
        let index = try watch.time {
            var builder = LinkageIndexBuilder(model: model, mode: .linkAndDedupe)
            for key in held..<people.rows.count { try builder.append(UInt64(key), values: people.rows[key]) }
            return try builder.finished(threads: Self.threads)
        }
        let size = index.size
        samples["match-build"] = Sample(
            watch, checksum: UInt64(size.byteCount),
            figures: [("bytes_per_record", Double(size.byteCount) / Double(max(size.rowCount, 1)))])
        return index
    }

    /// Each row that is to come against all, without adding it.
    private func query(_ index: LinkageIndex) throws -> Sample {
        var times = Latencies()
        var found = 0
        for key in 0..<held {
            found += try times.time { try index.query(UInt64(key), values: people.rows[key]).count }
        }
        return times.sample(checksum: UInt64(found))
    }

    /// Each row comes, and the rows that it ties are clustered again; in the end the pairs are those of the batch run.
    private func insert(_ index: inout LinkageIndex) throws -> Sample {
        var times = Latencies()
        var clusters = 0
        for key in 0..<held {
            clusters += try times.time {
                let change = try index.insert(UInt64(key), values: people.rows[key])
                return index.recluster([UInt64(key)] + change.rows).clusters.count
            }
        }
        let found = (0..<held).reduce(0) { sum, key in
            sum + index.pairs(of: UInt64(key)).count(where: { $0.left == UInt64(key) })
        }
        var sample = times.sample(checksum: UInt64(clusters))
        sample.figures.append(("pairs_of_batch", expected.isEmpty ? 1 : Double(found) / Double(expected.count)))
        return sample
    }

    private func remove(_ index: inout LinkageIndex) -> Sample {
        var times = Latencies()
        var gone = 0
        for step in 0..<held / 2 {
            let key = UInt64(step * 7 % people.rows.count)
            gone += times.time {
                let change = index.remove(key)
                return change.removed.count + index.recluster(change.rows).clusters.count
            }
        }
        return times.sample(checksum: UInt64(gone))
    }

    /// Full names, and single names of both kinds.
    private func search(_ index: LinkageIndex) -> Sample {
        var times = Latencies()
        var found = 0
        for key in 0..<min(Self.searches, held) {
            let text = people.name(of: key, form: key % 3)
            found += times.time { index.lookup(text, limit: Self.hits).count }
        }
        return times.sample(checksum: UInt64(found))
    }

    /// Writes the index and opens it again.
    private func open(_ index: inout LinkageIndex) throws -> Sample {
        let parent = getenv("COMITY_BENCH_DIR").map { String(cString: $0) } ?? "/tmp"
        let path = "\(parent)/comity-bench-index-\(getpid())"
        let folder = try HomeIndexFolder(path)
        defer { rmdir(path) }
        let keys = MemoryKeyFolder()
        var random = SystemRandom()
        let store = try Store(path: ":memory:", folder: keys, seed: random.bytes(Self.seedBytes))
        let files = { IndexKeeper(try SealedIndex(folder: folder, keys: keys)) }
        index.rewrite()
        var writing = Stopwatch()
        try writing.time { try files().write(&index, in: store, now: SystemClock.now(), &random) }
        var watch = Stopwatch()
        guard let read = try watch.time({ try files().open(model, .linkAndDedupe, in: store) })?.index else {
            throw ControlFailure("corrupt", "the index that was written cannot be read", exit: .badData)
        }
        try files().destroy(in: store)
        return Sample(
            watch, checksum: UInt64(read.count),
            figures: [("write_s", writing.wall), ("file_bytes", Double(read.size.byteCount))])
    }
}

/// Keys that live as long as the measurement.
private final class MemoryKeyFolder: KeyFolder {
    private var files: [String: [UInt8]] = [:]

    func read(_ name: String) -> [UInt8]? { files[name] }
    func replace(_ name: String, with bytes: [UInt8]) { files[name] = bytes }
}

/// What single calls take.
private struct Latencies {
    private var seconds: [Double] = []
    private var processorSeconds: [Double] = []
    private var watch = Stopwatch()

    mutating func time<Result>(_ body: () throws -> Result) rethrows -> Result {
        let before = watch
        defer {
            seconds.append(watch.wall - before.wall)
            processorSeconds.append(watch.cpu - before.cpu)
        }
        return try watch.time(body)
    }

    func sample(checksum: UInt64) -> Sample {
        var sample = Sample(watch, checksum: checksum)
        sample.items = seconds.count
        guard !seconds.isEmpty else { return sample }
        for (clock, times) in [("", seconds.sorted()), ("cpu_", processorSeconds.sorted())] {
            for (name, share) in [("p50_us", 0.5), ("p90_us", 0.9), ("p99_us", 0.99), ("p999_us", 0.999)] {
                sample.figures.append((clock + name, times[Int(Double(times.count - 1) * share)] * 1e6))
            }
            sample.figures.append((clock + "max_us", times[times.count - 1] * 1e6))
        }
        return sample
    }
}
