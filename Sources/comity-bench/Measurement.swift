import ComityCore
import Glibc

/// Wall and processor seconds, added up over the parts that are timed.
struct Stopwatch {
    private(set) var wall = 0.0
    private(set) var cpu = 0.0

    mutating func time<Result>(_ body: () throws -> Result) rethrows -> Result {
        let (startWall, startCPU) = (Self.read(CLOCK_MONOTONIC), Self.read(CLOCK_PROCESS_CPUTIME_ID))
        defer {
            wall += Self.read(CLOCK_MONOTONIC) - startWall
            cpu += Self.read(CLOCK_PROCESS_CPUTIME_ID) - startCPU
        }
        return try body()
    }

    static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// One repetition of one measurement.
struct Sample {
    var wall = 0.0
    var cpu = 0.0
    /// Of the result, so that nothing is optimised away and repetitions are seen to agree.
    var checksum: UInt64 = 0
    /// What the rates count, where that is not the records.
    var items: Int?
    /// Figures that are no times, such as bytes for each record.
    var figures: [(name: String, value: Double)] = []

    init(_ watch: Stopwatch = Stopwatch(), checksum: UInt64, figures: [(name: String, value: Double)] = []) {
        (wall, cpu) = (watch.wall, watch.cpu)
        self.checksum = checksum
        self.figures = figures
    }
}

/// Prints one measurement as one line of JSON.
struct Report {
    let machine = Machine()

    func print(_ name: String, records: Int, samples: [Sample]) {
        guard let first = samples.first else { return }
        var members: [JSONMember] = [
            JSONMember("name", .string(name)),
            JSONMember("records", .integer(Int64(records))),
            JSONMember("repeats", .integer(Int64(samples.count))),
        ]
        let walls = samples.map(\.wall).sorted()
        let cpus = samples.map(\.cpu).sorted()
        if walls[0] > 0 {
            members += [
                number("wall_min_s", walls[0]), number("wall_median_s", walls[walls.count / 2]),
                number("cpu_min_s", cpus[0]), number("cpu_median_s", cpus[cpus.count / 2]),
                number("per_second_wall", Double(first.items ?? records) / walls[0]),
            ]
            if cpus[0] > 0 { members.append(number("per_second_cpu", Double(first.items ?? records) / cpus[0])) }
        }
        for figure in first.figures {
            let values = samples.compactMap { $0.figures.first { $0.name == figure.name }?.value }.sorted()
            members.append(number(figure.name, values[values.count / 2]))
        }
        let checksums = Set(samples.map(\.checksum))
        members += [
            JSONMember("checksum", .string(String(first.checksum, radix: 16))),
            JSONMember("repeats_agree", .boolean(checksums.count == 1)),
        ]
        Swift.print(JSONValue.object(members + machine.members).text)
        fflush(nil)
    }

    private func number(_ name: String, _ value: Double) -> JSONMember {
        JSONMember(name, .decimal((value * 1e6).rounded() / 1e6))
    }
}

/// What a figure depends on.
struct Machine {
    private static let compiler: String = {
        #if compiler(>=6.4)
            "swift >= 6.4"
        #elseif compiler(>=6.3)
            "swift 6.3"
        #else
            "swift 6.2"
        #endif
    }()

    var members: [JSONMember] {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        var load = [0.0]
        getloadavg(&load, 1)
        return [
            JSONMember("peak_rss_kib", .integer(Int64(usage.ru_maxrss))),
            JSONMember("toolchain", .string(Self.compiler)),
            JSONMember("cpu", .string(cpuModel)),
            JSONMember("load_1min", .decimal((load[0] * 100).rounded() / 100)),
        ]
    }

    private var cpuModel: String {
        guard let text = ProcFile.read("/proc/cpuinfo"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("model name") }),
            let model = line.split(separator: ":").last
        else { return "unknown" }
        return String(model.drop { $0 == " " })
    }
}

enum ProcFile {
    private static let limitBytes = 1 << 16

    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: limitBytes)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// User and system seconds of a process so far.
    static func cpuSeconds(of process: pid_t) -> Double {
        guard let text = read("/proc/\(process)/stat"), let tail = text.split(separator: ")").last else { return 0 }
        let words = tail.split(separator: " ")
        guard words.count > 12, let user = Double(words[11]), let system = Double(words[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    static func bytes(_ path: String) -> Double {
        var status = stat()
        return stat(path, &status) == 0 ? Double(status.st_size) : 0
    }
}

/// FNV-1a, 64 bits; sums of it do not depend on the order.
enum Checksum {
    static func of(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
