import ComityAgreement
import ComityAudit
import ComityCore
import ComityFeed
import ComityNode
import ComityRecords
import ComityStore

/// What must hold at the end of a run.
extension Simulation {
    func failures() throws -> [String] {
        try sealings.look()
        var failures = world.failures + watch.violations + sealings.violations
        let differences = try ConvergenceChecker(world).differences()
        failures += differences.prefix(10)
        failures += try losses()
        failures += try lies()
        for agency in world.nodes.keys.sorted() {
            failures += try TrailChecker.faults(of: world[agency]).prefix(3)
            failures += try TrailAccount.faults(of: world[agency], sent: watch.sent(by: world[agency])).prefix(3)
            failures += try StoreChecker.faults(of: world[agency]).prefix(3)
            failures += try ErasureChecker.faults(of: world[agency], now: world.clock(of: agency)).prefix(3)
            failures += try MatchChecker.faults(of: world[agency], now: world.clock(of: agency)).prefix(3)
            failures += world[agency].node.faults.prefix(3).map { "\(agency) noted a fault: \($0.error)" }
        }
        failures += try disagreements().prefix(10)
        if failures.isEmpty { failures += try repeated() }
        if !failures.isEmpty { try tellRefusals() }
        return failures
    }

    func count() throws -> SimulationOutcome.Statistics {
        var counted = statistics
        counted.events = world.eventCount
        counted.leaves = watch.judgedLeaves
        for node in world.nodes.values {
            counted.records += Int(try node.store.recordCount())
            counted.views += Int(try node.store.foreignViewCount())
            counted.crashes += node.crashes
            counted.restores += node.restores
        }
        return counted
    }

    /// Every statement stays at its origin.
    private func losses() throws -> [String] {
        var losses: [String] = []
        for (agency, ids) in kept.sorted(by: { $0.key < $1.key }) {
            for id in ids.sorted(by: { $0.description < $1.description })
            where try world[agency].store.record(id) == nil {
                losses.append("\(agency) lost its record \(id)")
            }
        }
        return losses
    }

    /// Nothing that a liar says is shown but what the agreement allows, and a fork that was heard is frozen.
    private func lies() throws -> [String] {
        guard let liar else { return [] }
        var lies: [String] = []
        for agency in world.nodes.keys.sorted() {
            let node = world[agency]
            for log in try node.store.logs() where log.feed.origin == liar.agency {
                let shown = try ConvergenceChecker.held(log.feed, at: node, now: world.clock(of: agency))
                switch liar.lie {
                case .fork:
                    if log.size > .zero, !log.isFrozen { lies.append("\(agency) did not freeze a forked feed") }
                default:
                    if !shown.isEmpty { lies.append("\(agency) shows \(shown.count) views of \(liar.lie.rawValue)") }
                }
            }
        }
        return lies
    }

    /// Who is shown the same proposes the same.
    private func disagreements() throws -> [String] {
        try world.nodes.keys.sorted().flatMap { one in
            try world.nodes.keys.sorted().filter { $0 != one }.flatMap {
                try MatchChecker.disagreements(of: world[one], with: world[$0])
            }
        }
    }

    /// For whoever traces a failure: what honest members refused of each other.
    private func tellRefusals() throws {
        guard world.narrate != nil else { return }
        for agency in world.nodes.keys.sorted() {
            try world[agency].store.forEachAuditEvent { index, bytes, _ in
                let event = try AuditEvent(decoding: bytes)
                if [.entryRefused, .peerRefused, .epochOpened].contains(event.kind) {
                    world.narrate?("\(agency) event \(index): \(event.kind.name) \(event.detail)")
                }
                return true
            }
        }
    }

    /// Delivery again, and new links, change nothing.
    private func repeated() throws -> [String] {
        let before = try snapshot()
        for agency in world.nodes.keys.sorted() {
            for other in world.nodes.keys.sorted() where other > agency { world.disconnect(agency, other) }
        }
        guard world.run(until: world.now.adding(milliseconds: 20_000), limit: SimulationOptions.eventLimit) else {
            return ["the world does not come to rest after new links"]
        }
        let after = try snapshot()
        return before == after ? [] : ["new links change what members hold"]
    }

    /// What each member holds of each other's feeds.
    private func snapshot() throws -> [String: [Handle: Content]] {
        var held: [String: [Handle: Content]] = [:]
        for agency in world.nodes.keys.sorted() {
            let node = world[agency]
            for log in try node.store.logs() {
                held["\(agency) \(log.feed) \(log.epoch) \(log.size) \(log.root)"] = try ConvergenceChecker.shown(
                    log.feed, at: node, now: world.clock(of: agency))
            }
        }
        return held
    }
}
