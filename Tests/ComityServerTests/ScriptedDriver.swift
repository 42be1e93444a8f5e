import ComityCore
import ComityNode
import ComityServer

/// A node whose answers a test writes, and which remembers what it was told. Belongs to the loop's thread.
final class ScriptedDriver: NodeDriver {
    let agency: AgencyID
    var listening: [String] = []
    var pins: Set<Digest> = []
    var agencies: [Digest: AgencyID] = [:]
    var targets: [DialTarget] = []
    var opened: [LinkID] = []
    var inbound: Set<LinkID> = []
    var closed: [LinkID: String] = [:]
    var strangers: [RefusedStranger] = []
    var congested: [LinkID] = []
    var wakes = 0
    var cancelled = 0
    var onOpened: (LinkID) -> [LinkAction] = { _ in [] }
    var onReceived: (LinkID, [UInt8]) -> [LinkAction] = { _, _ in [] }
    var onWritable: (LinkID) -> [LinkAction] = { _ in [] }
    var onClosed: () -> Void = {}
    var onWake: () -> [LinkAction] = { [] }
    var onStranger: () -> Void = {}

    init(agency: String = "us-wa-kcso") { self.agency = AgencyID(unchecked: agency) }

    func linkOpened(_ link: LinkID, peerPin: Digest, outbound: Bool, now: Timestamp) -> [LinkAction] {
        opened.append(link)
        if !outbound { inbound.insert(link) }
        return onOpened(link)
    }

    func received(_ link: LinkID, bytes: [UInt8], now: Timestamp) -> [LinkAction] { onReceived(link, bytes) }
    func linkCongested(_ link: LinkID, now: Timestamp) { congested.append(link) }
    func linkWritable(_ link: LinkID, now: Timestamp) -> [LinkAction] { onWritable(link) }

    func linkClosed(_ link: LinkID, reason: String, now: Timestamp) -> [LinkAction] {
        closed[link] = reason
        onClosed()
        return []
    }

    func wake(now: Timestamp) -> [LinkAction] {
        wakes += 1
        return onWake()
    }

    func endpointsToDial(now: Timestamp) -> [DialTarget] { targets }
    func acceptsPin(_ pin: Digest) -> Bool { pins.contains(pin) }
    func agency(ofPin pin: Digest) -> AgencyID? { agencies[pin] }

    private(set) var failedDials: [(pin: Digest, isUntrusted: Bool, reason: String)] = []

    func dialFailed(_ pin: Digest, isUntrusted: Bool, reason: String, now: Timestamp) {
        failedDials.append((pin, isUntrusted, reason))
    }

    func refusedStranger(_ stranger: RefusedStranger, now: Timestamp) {
        strangers.append(stranger)
        onStranger()
    }

    /// `echo` answers its arguments; `count` streams rows of `bytes` each; `follow` never ends.
    func perform(_ request: ControlRequest, now: Timestamp) -> ControlAnswer {
        switch request.name {
        case "echo": return .result(request.arguments)
        case "refuse":
            return .failure(ControlFailure("refused", "no", hints: ["ask again"], exit: .no))
        case "list": return .rows([1, 2, 3], result: ["found": 3])
        case "count":
            let rows = Int(request.arguments["rows"]?.integerValue ?? 0)
            return .job(CountingJob(rows: rows, bytes: Int(request.arguments["bytes"]?.integerValue ?? 0), self))
        case "follow": return .job(FollowingJob(self))
        default: return .failure(ControlFailure("unknown-request", "no request `\(request.name)`", exit: .usage))
        }
    }

    func reload(now: Timestamp) -> [LinkAction] { [] }
    func stopping(now: Timestamp) -> [LinkAction] { [] }
}

final class CountingJob: ControlJob {
    private let rows: Int
    private let bytes: Int
    private let driver: ScriptedDriver
    private(set) var made = 0

    init(rows: Int, bytes: Int, _ driver: ScriptedDriver) {
        (self.rows, self.bytes, self.driver) = (rows, bytes, driver)
    }

    func step(now: Timestamp) -> ControlStep {
        guard made < rows else { return ControlStep(next: .result(["rows": .integer(Int64(made))])) }
        made += 1
        let row: [CBORValue] = [.integer(Int64(made)), .bytes([UInt8](repeating: 7, count: bytes))]
        return ControlStep(
            [.row(.array(row)), .progress(done: Int64(made), total: Int64(rows), label: "counting")], next: .again)
    }

    func cancel() { driver.cancelled += 1 }
}

final class FollowingJob: ControlJob {
    private let driver: ScriptedDriver
    private var made: Int64 = 0

    init(_ driver: ScriptedDriver) { self.driver = driver }

    func step(now: Timestamp) -> ControlStep {
        made += 1
        return ControlStep([.row(.integer(made))], next: .after(milliseconds: 5))
    }

    func cancel() { driver.cancelled += 1 }
}
