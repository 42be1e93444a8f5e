package import ComityCore

/// How large a run is and what may go wrong in it.
package struct SimulationOptions: Sendable {
    /// Honest nodes; nil lets the seed choose from 3 to 5.
    package var nodes: Int?
    /// Steps of the workload.
    package var steps = 40
    package var faults = FaultOptions()

    package init() {}

    /// When every world begins: 2026-05-28.
    package static let start = Timestamp(milliseconds: 1_780_000_000_000)
    /// How long everything may take to come together once nothing fails any more.
    package static let settlingMilliseconds: Int64 = 300_000
    /// Events of one run beyond which a world is taken never to rest.
    package static let eventLimit = 200_000
}

/// How a run ended.
package struct SimulationOutcome: Sendable {
    package let seed: UInt64
    /// Empty if every promise was kept.
    package internal(set) var failures: [String] = []
    package internal(set) var statistics = Statistics()

    package var hasFailed: Bool { !failures.isEmpty }

    package struct Statistics: Sendable {
        package var events = 0
        package var records = 0
        package var views = 0
        package var leaves = 0
        package var crashes = 0
        package var restores = 0
        package var versions = 0
        package var lies = 0

        package init() {}

        package mutating func add(_ other: Statistics) {
            events += other.events
            records += other.records
            views += other.views
            leaves += other.leaves
            crashes += other.crashes
            restores += other.restores
            versions += other.versions
            lies += other.lies
        }
    }
}
