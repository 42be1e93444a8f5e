import ComityAgreement
import ComityCore
import ComityNode
import ComityServer
import ComityStore
import Glibc

/// An agreement is replaced by a version that shares more: how fast the records that were disclosed under the first are
/// projected anew, and how long anything else waits for a step of it.
struct WidenRun {
    private static let actor = Node.Actor(user: "bench")
    private static let recordsPerStep = 1000
    private static let narrowFields = "names, dob, sex, subject_category"

    let records: Int

    func run() throws -> Sample {
        let homes = try BenchHomes()
        let node = try homes.homes[0].openNode(now: SystemClock.now())
        node.isRunning = true
        try node.importCard(homes.cards[1], by: Self.actor, now: SystemClock.now())
        let narrow = try homes.agreement(BenchHomes.Terms("widening", sharing: Self.narrowFields))
        _ = try node.importAgreement(narrow, by: Self.actor, now: SystemClock.now())
        var persons = Persons()
        for start in stride(from: 0, to: records, by: Self.recordsPerStep) {
            let step = persons.take(min(Self.recordsPerStep, records - start))
            _ = try node.add(step, by: Self.actor, now: SystemClock.now())
            while try node.store.dirtyCount() > 0 { _ = node.wake(now: SystemClock.now()) }
        }
        let before = try leaves(node)
        let wider = try homes.agreement(
            BenchHomes.Terms("widening", sharing: BenchHomes.sharedFields, after: narrow.agreement))
        var watch = Stopwatch()
        var steps: [Double] = []
        try watch.time {
            _ = try node.importAgreement(wider, by: Self.actor, now: SystemClock.now())
            while try node.store.logs().contains(where: { $0.isOwn && $0.backfill != nil }) {
                let start = Stopwatch.read(CLOCK_MONOTONIC)
                _ = node.wake(now: SystemClock.now())
                steps.append((Stopwatch.read(CLOCK_MONOTONIC) - start) * 1000)
            }
        }
        if let fault = node.faults.first { throw fault.error }
        let told = try leaves(node) - before
        guard told >= UInt64(records) else {
            throw ControlFailure("failed", "\(told) leaves tell of \(records) records", exit: .no)
        }
        try node.store.close()
        steps.sort()
        return Sample(
            watch, checksum: told,
            figures: [
                ("steps", Double(steps.count)), ("step_p50_ms", steps[steps.count / 2]),
                ("step_p99_ms", steps[steps.count * 99 / 100]),
            ])
    }

    private func leaves(_ node: Node) throws -> UInt64 {
        try node.store.logs().filter(\.isOwn).reduce(0) { $0 + $1.size.value }
    }
}
