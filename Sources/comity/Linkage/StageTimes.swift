import ComityCore
import ComityServer

/// How long each stage of a run took.
struct StageTimes {
    enum Stage: String, CaseIterable { case read, block, train, score, cluster }

    private let start = SystemClock.monotonicMilliseconds()
    private var last: Int64
    private var milliseconds: [Stage: Int64] = [:]

    init() { last = start }

    /// The stage that ran since the last one ended is over.
    mutating func end(_ stage: Stage) {
        let now = SystemClock.monotonicMilliseconds()
        milliseconds[stage, default: 0] += now - last
        last = now
    }

    /// Up to the end of the last stage.
    var totalSeconds: Double { Double(last - start) / 1_000 }

    /// Seconds by stage, and their total.
    var json: JSONValue {
        let stages = Stage.allCases.map {
            JSONMember($0.rawValue, .decimal(Double(milliseconds[$0] ?? 0) / 1_000))
        }
        return .object(stages + [JSONMember("total", .decimal(totalSeconds))])
    }
}
