import ComityCore
import ComityCrypto
import ComityNode

@testable import ComityServer

/// A scripted node with real TLS on a loop. Both ends of a test live on one loop and so on one thread.
final class TestPeer {
    let driver: ScriptedDriver
    let peering: Peering
    let pin: Digest
    private(set) var addresses: [String] = []

    init(
        _ loop: EventLoop, agency: String, seed: UInt8, settings: Configuration = Configuration()
    ) throws {
        driver = ScriptedDriver(agency: agency)
        let identity = try TLSIdentity(
            seed: [UInt8](repeating: seed, count: 32), agency: AgencyID(unchecked: agency))
        pin = identity.spkiPin
        peering = try Peering(loop, driver: driver, identity: identity, settings: settings, log: Log(level: .error))
        addresses = try peering.listen(onlyOn: ["127.0.0.1:0"])
    }

    /// Imports the other's card.
    func trusts(_ other: TestPeer) {
        driver.pins.insert(other.pin)
        driver.agencies[other.pin] = other.driver.agency
    }

    func dials(_ other: TestPeer, at endpoints: [String]? = nil) {
        driver.targets.append(
            DialTarget(agency: other.driver.agency, pin: other.pin, endpoints: endpoints ?? other.addresses))
    }
}

/// Runs the peers' sweeps until `isDone` holds.
/// - Returns: whether it did, before the time was over.
func run(_ loop: EventLoop, _ peers: [TestPeer], seconds: Int64 = 10, until isDone: () -> Bool) throws -> Bool {
    try withoutActuallyEscaping(isDone) { isDone in
        let end = SystemClock.monotonicMilliseconds() + seconds * 1_000
        var held = false
        var timer: LoopTimer?
        timer = try LoopTimer(loop) {
            for peer in peers { peer.peering.sweep() }
            held = isDone()
            if held || SystemClock.monotonicMilliseconds() >= end { return loop.stop() }
            timer?.set(afterMilliseconds: 2)
        }
        timer?.set(afterMilliseconds: 0)
        loop.run()
        timer = nil
        return held
    }
}
