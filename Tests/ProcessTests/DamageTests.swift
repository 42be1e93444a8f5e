import ComityCore
import ComityCrypto
import ComityNode
import ComityServer
import ComitySQLite
import Foundation
import Glibc
import Testing

/// Damaged files and unwelcome peers.
extension ProcessTests {
    @Test(arguments: [UInt64(1), 2, 3]) func aCorruptedStoreIsNamedAndNotServed(seed: UInt64) throws {
        let town = try Town(["us-wa-a"])
        let node = town.nodes[0]
        _ = try node.ask("record.import", try Town.rows(0..<200, of: "a"))
        #expect(try node.stop() == 0)
        try Self.damage(node.home.layout.storePath, seed: seed)
        let status = try node.command(["doctor"])
        #expect(status != 0 && status < 128, "\(node.log)")
        let run = try node.command(["audit", "verify"])
        #expect(run != 0 && run < 128, "\(node.log)")
        #expect(node.log.contains("malformed") || node.log.contains("not a database"), "\(node.log)")
    }

    /// Overwrites the header of the schema's page (seed 1), of every other page (seed 2), or the file's own (else).
    private static func damage(_ path: String, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var bytes = Array(try Data(contentsOf: URL(filePath: path)))
        let pageBytes = 4096
        let starts =
            seed == 1 ? [100] : seed == 2 ? Array(stride(from: pageBytes, to: bytes.count, by: pageBytes)) : [0]
        for start in starts { bytes.replaceSubrange(start..<start + 8, with: random.bytes(8)) }
        try Data(bytes).write(to: URL(filePath: path))
    }

    @Test func oneFlippedByteInTheTrailIsFound() throws {
        let town = try Town(["us-wa-a"])
        let node = town.nodes[0]
        _ = try node.ask("record.import", try Town.rows(0..<20, of: "a"))
        try town.expectVerified(node)
        #expect(try node.stop() == 0)
        let store = try Connection(path: node.home.layout.storePath)
        let read = try store.statement("SELECT event FROM audit WHERE number = 5")
        #expect(try read.step())
        var event = read.bytes(0)
        read.reset()
        event[event.count - 1] ^= 1
        let write = try store.statement("UPDATE audit SET event = ?1 WHERE number = 5")
        try write.bind(event, at: 1)
        _ = try write.step()
        write.reset()
        store.close()
        #expect(try node.command(["audit", "verify"]) == ExitCode.no.rawValue, "\(node.log)")
        try node.start()
        let report = try node.ask("audit.verify")
        #expect(report.result["verified"]?.booleanValue == false)
        #expect(!report.rows.isEmpty)
    }

    @Test func anotherKeyAtThePeersAddressIsShownToTheOperator() throws {
        let town = try Town(["us-wa-a", "us-or-b", "us-id-c"])
        let (node, peer, other) = (town.nodes[0], town.nodes[1], town.nodes[2])
        _ = try node.ask("record.import", try Town.rows(0..<20, of: "a"))
        try town.wait(for: "the peer") { try town.held(of: node, at: peer) == Int64(Town.shared(20)) }
        // Whoever dials the peer now finds the other agency, whose card is known as well.
        #expect(try peer.stop() == 0)
        town.proxy.redirect(peer.port, to: other.port)
        try town.wait(for: "the refusal") {
            let row = try node.ask("peers").rows.first { $0["agency"]?.textValue == peer.agency.text }
            return row?["state"]?.textValue == "refused"
                && row?["reason"]?.textValue == "the peer at this address has another key than its card"
        }
        let events = try node.ask("audit.list", ["kind": "peer-refused"]).rows
        #expect(events.contains { $0["agency"]?.textValue == peer.agency.text })
        #expect(events.contains { $0["detail"]?.textValue?.contains("wrong-pin") ?? false }, "\(events)")
        #expect(node.log.contains("the peer at this address has another key than its card"))
        town.proxy.redirect(peer.port, to: peer.port)
        try peer.start()
        _ = try node.ask("record.import", try Town.rows(20..<40, of: "a"))
        try town.wait(for: "the peer itself") { try town.held(of: node, at: peer) == Int64(Town.shared(40)) }
    }

    @Test func aStrangerIsRefusedAndAudited() throws {
        let town = try Town(["us-wa-a", "us-or-b"])
        let known = town.nodes[0]
        let folder = (known.home.layout.path as NSString).deletingLastPathComponent
        let stranger = try NodeProcess("us-xx-stranger", folder: folder)
        _ = try stranger.found(publicPort: stranger.port)
        try stranger.start()
        _ = try stranger.ask("card.import", ["card": .bytes(try known.home.card().encoded)])
        try town.wait(for: "the refusal in the trail") {
            try known.ask("audit.list").rows.contains { $0["kind"]?.textValue == "stranger-refused" }
        }
        #expect(try stranger.ask("record.export").rows.isEmpty)
        _ = try known.ask("record.import", try Town.rows(0..<50, of: "a"))
        try town.wait(for: "the partners") { try town.held(of: known, at: town.nodes[1]) == Int64(Town.shared(50)) }
        #expect(try stranger.ask("record.export").rows.isEmpty)
        try town.expectVerified(known)
        stranger.killNow()
    }
}
