import ComitySimulator

/// What is told of the runs.
struct Report {
    /// Failing seeds that are told in full; more are counted.
    private static let toldFailures = 10

    private let arguments: Arguments
    private var runs = 0
    private var failed: [UInt64] = []
    private var totals = SimulationOutcome.Statistics()

    init(_ arguments: Arguments) { self.arguments = arguments }

    var hasFailed: Bool { !failed.isEmpty }

    var progress: String { "\(runs) of \(arguments.seeds.count) seeds, \(failed.count) failed" }

    mutating func add(_ outcome: SimulationOutcome) {
        runs += 1
        totals.add(outcome.statistics)
        if outcome.hasFailed { failed.append(outcome.seed) }
        if arguments.isJSON {
            print(json(outcome))
        } else if outcome.hasFailed, failed.count <= Self.toldFailures {
            print("seed \(outcome.seed) fails:")
            for failure in outcome.failures { print("  \(failure)") }
            print("  reproduce: \(command(outcome.seed))")
        }
    }

    func finish() {
        guard !arguments.isJSON else { return }
        print(
            """
            \(runs) seeds, \(failed.count) failed; \(totals.events) events, \(totals.leaves) leaves judged, \
            \(totals.records) records, \(totals.views) views, \(totals.versions) versions signed, \
            \(totals.crashes) crashes, \(totals.restores) restores, \(totals.lies) dishonest members
            """)
    }

    private func command(_ seed: UInt64) -> String {
        (["comity-simulate --seeds \(seed)-\(seed)"] + arguments.spelled + ["--verbose"]).joined(separator: " ")
    }

    private func json(_ outcome: SimulationOutcome) -> String {
        let failures = outcome.failures.map { "\"\(Self.escaped($0))\"" }.joined(separator: ",")
        return """
            {"seed":\(outcome.seed),"ok":\(!outcome.hasFailed),"events":\(outcome.statistics.events),\
            "leaves":\(outcome.statistics.leaves),"failures":[\(failures)]}
            """
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.value < 0x20: " "
            default: String(scalar)
            }
        }.joined()
    }
}
