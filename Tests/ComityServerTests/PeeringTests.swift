import ComityCore
import ComityCrypto
import ComityNode
import Glibc
import Testing

@testable import ComityServer

/// Two and more peers over real mutual TLS on loopback, on one loop. The "session" of these tests: whoever is told of a
/// link says `hi`; whoever hears anything is established.
@Suite(.timeLimit(.minutes(1))) struct PeeringTests {
    private let loop: EventLoop
    private let west: TestPeer
    private let east: TestPeer

    init() throws {
        loop = try EventLoop()
        west = try TestPeer(loop, agency: "us-or-sp", seed: 1)
        east = try TestPeer(loop, agency: "us-wa-sp", seed: 2)
        for peer in [west, east] { Self.greets(peer) }
    }

    private static func greets(_ peer: TestPeer) {
        peer.driver.onOpened = { [.send($0, Array("hi".utf8))] }
        peer.driver.onReceived = { link, _ in [.established(link)] }
    }

    private func befriend() {
        west.trusts(east)
        east.trusts(west)
    }

    @Test func listeningOnOthersKeepsWhatStaysAndClosesTheRest() throws {
        let first = try west.peering.listen(onlyOn: ["127.0.0.1:0"])
        #expect(first == west.addresses, "an address that is bound stays bound")
        let both = try west.peering.listen(onlyOn: ["127.0.0.1:0", "127.0.0.2:0"])
        #expect(both.count == 2 && both[0] == first[0])
        #expect(try west.peering.listen(onlyOn: ["127.0.0.2:0"]) == [both[1]])
        #expect(throws: ServerError(.bindFailed, "")) {
            try west.peering.listen(onlyOn: ["127.0.0.1:0", "no-number.example:7400"])
        }
        #expect(try west.peering.listen(onlyOn: ["127.0.0.2:0"]) == [both[1]], "a mistake changes nothing")
        // The port is free again, so that going back to it is no conflict.
        #expect(try west.peering.listen(onlyOn: first) == first)
    }

    @Test func bytesCrossInOrder() throws {
        befriend()
        west.dials(east)
        var random = SeededRandom(seed: 5)
        let message = random.bytes(3_000_000)
        var heard: [UInt8] = []
        west.driver.onOpened = { [.send($0, message)] }
        east.driver.onOpened = { _ in [] }
        east.driver.onReceived = { link, bytes in
            #expect(bytes.count <= ServerLimits.readChunkBytes)
            heard += bytes
            return [.established(link)]
        }
        #expect(try run(loop, [west, east]) { heard.count >= message.count })
        #expect(heard == message)
        #expect(east.peering.establishedCount == 1)
        #expect(west.peering.establishedCount == 0, "nothing valid was heard from the east")
        #expect(east.driver.inbound.count == 1 && west.driver.inbound.isEmpty)
    }

    @Test func linksThatCrossAreSettledAlike() throws {
        befriend()
        west.dials(east)
        east.dials(west)
        // The east has no courtesy here: both dial at once.
        for peer in [west, east] { peer.peering.refreshTargets() }
        let settled = {
            [west, east].allSatisfy { $0.peering.establishedCount == 1 && $0.peering.links.count == 1 }
        }
        #expect(try run(loop, [west, east], until: settled))
        _ = try run(loop, [west, east], seconds: 1) { false }
        #expect(settled())
        let left = try #require(west.peering.links.values.first)
        let right = try #require(east.peering.links.values.first)
        #expect(left.isOutbound != right.isOutbound)
        for peer in [west, east] {
            #expect(peer.driver.opened.count - peer.driver.closed.count == 1, "each close is reported once")
        }
    }

    @Test func strangersAreRefusedWithTheirPin() throws {
        west.trusts(east)
        west.dials(east)
        #expect(try run(loop, [west, east]) { !east.driver.strangers.isEmpty })
        let stranger = try #require(east.driver.strangers.first)
        #expect(stranger.pin == west.pin)
        #expect(stranger.cause == .notPinned)
        #expect(stranger.reason == "no imported and unexpired card has this pin")
        #expect(stranger.address.hasPrefix("127.0.0.1:"))
        #expect(east.driver.opened.isEmpty)
        #expect(try run(loop, [west, east]) { west.driver.opened.count == west.driver.closed.count })
        #expect(west.peering.establishedCount == 0, "TLS 1.3 lets the client think it is connected")
        let reasons = Set(west.driver.closed.values)
        #expect(reasons.isSubset(of: ["the peer refused this node's certificate", "the peer closed"]))
    }

    @Test func anotherKeyAtTheAddressIsRefused() throws {
        let other = try TestPeer(loop, agency: "us-id-sp", seed: 3)
        befriend()
        west.trusts(other)
        other.trusts(west)
        // The west looks for the other agency and finds the east, whom it trusts as well.
        west.dials(other, at: east.addresses)
        #expect(try run(loop, [west, east, other]) { !west.driver.strangers.isEmpty })
        #expect(west.driver.strangers.first?.pin == east.pin)
        #expect(west.driver.strangers.first?.reason == "the peer at this address has another key than its card")
        #expect(west.driver.opened.isEmpty)
        let failed = try #require(west.driver.failedDials.first)
        #expect(failed.pin == other.pin && failed.isUntrusted, "the driver learns whose dial it was")
        #expect(failed.reason == "the peer at this address has another key than its card")
    }

    @Test func theSecondEndpointIsTried() throws {
        befriend()
        let nobody = try Listener(
            loop, on: Endpoint(parsing: "127.0.0.1:0"),
            accepted: {
                close($0); _ = $1
            }
        ) { _ in }
        let closing = try #require(nobody.address?.description)
        west.dials(east, at: [closing] + east.addresses)
        #expect(try run(loop, [west, east]) { west.peering.establishedCount == 1 })
        withExtendedLifetime(nobody) {}
    }

    @Test func aLostLinkIsDialedAgain() throws {
        befriend()
        west.dials(east)
        #expect(
            try run(loop, [west, east]) { west.peering.establishedCount == 1 && east.peering.establishedCount == 1 })
        for link in Array(east.peering.links.values) { east.peering.drop(link, "a test cuts the line") }
        #expect(try run(loop, [west, east]) { west.driver.closed.count == 1 })
        #expect(
            try run(loop, [west, east]) { west.peering.establishedCount == 1 && east.peering.establishedCount == 1 })
        #expect(west.driver.opened.count == 2)
    }

    @Test func lastFramesArriveBeforeAClose() throws {
        befriend()
        west.dials(east)
        let farewell = [UInt8](repeating: 9, count: 700_000)
        var heard = 0
        west.driver.onOpened = { [.send($0, farewell), .close($0, reason: "done")] }
        east.driver.onOpened = { [.send($0, [UInt8](repeating: 1, count: 100_000))] }
        east.driver.onReceived = { _, bytes in
            heard += bytes.count
            return []
        }
        #expect(try run(loop, [west, east]) { east.driver.closed.count == 1 })
        #expect(heard == farewell.count, "although what the east sent is not read any more")
        #expect(west.driver.closed.values.contains("done"))
        #expect(east.driver.closed.values.contains("the peer closed"))
        #expect(try run(loop, [west, east]) { west.peering.isStopped && east.peering.isStopped })
    }

    @Test func aPeerThatDoesNotReadCongestsItsLinkOnly() throws {
        befriend()
        west.dials(east)
        var heard = 0
        var sent = 0
        let chunk = [UInt8](repeating: 3, count: 1 << 20)
        east.driver.onReceived = { link, bytes in
            heard += bytes.count
            return [.read(link, false), .established(link)]
        }
        var link: LinkID?
        let sendMore: () -> [LinkAction] = {
            guard let link, west.driver.congested.isEmpty, sent < 200 else { return [] }
            sent += 1
            return [.send(link, chunk)]
        }
        west.driver.onOpened = {
            link = $0
            return sendMore()
        }
        var writable = 0
        west.driver.onWritable = { _ in
            writable += 1
            return []
        }
        #expect(
            try run(loop, [west, east]) {
                west.peering.obey(sendMore())
                return !west.driver.congested.isEmpty
            })
        #expect(sent < 40, "the kernel and the high-water mark hold a few megabytes")
        #expect(writable == 0)
        east.driver.onReceived = { _, bytes in
            heard += bytes.count
            return []
        }
        east.peering.obey(east.driver.opened.map { .read($0, true) })
        #expect(try run(loop, [west, east]) { heard == sent << 20 })
        #expect(writable == 1)
        #expect(west.driver.congested.count == 1)
    }

    @Test func outputPastTheMaximumClosesTheLink() throws {
        befriend()
        west.dials(east)
        east.driver.onReceived = { link, _ in [.read(link, false)] }
        let chunk = [UInt8](repeating: 3, count: 8 << 20)
        west.driver.onOpened = { link in (0..<10).map { _ in .send(link, chunk) } }
        #expect(try run(loop, [west, east]) { !west.driver.closed.isEmpty })
        #expect(west.driver.closed.values.first == "more than 64 MiB wait for the peer to read")
    }

    @Test func plainTextAndSilenceCostLittle() throws {
        befriend()
        let endpoint = try Endpoint(parsing: east.addresses[0])
        let address = try #require(SocketAddress(endpoint))
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        for _ in 0..<60 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            sockets.append(descriptor)
            let failed = address.withPointer { connect(descriptor, $0, socklen_t(address.lengthBytes)) }
            #expect(failed == 0)
        }
        _ = write(sockets[0], "GET / HTTP/1.1\r\n\r\n", 18)
        #expect(try run(loop, [east]) { east.driver.strangers.count >= 20 })
        #expect(east.peering.links.count <= ServerLimits.pendingPerAddress)
        let reasons = Set(east.driver.strangers.map(\.reason))
        #expect(reasons.contains("too many connections"))
    }

    @Test func stoppingSaysGoodbye() throws {
        befriend()
        west.dials(east)
        #expect(
            try run(loop, [west, east]) { west.peering.establishedCount == 1 && east.peering.establishedCount == 1 })
        west.peering.beginStopping()
        #expect(try run(loop, [west, east]) { west.peering.isStopped && east.driver.closed.count == 1 })
        #expect(west.driver.closed.values.first == "this node stops")
    }
}
