import ComityCore
import ComityNode
import ComityServer
import Foundation
import Glibc
import Testing

/// Real nodes as real processes, with real TLS, on this machine only. Serial: each test wants both cores.
@Suite(.serialized, .enabled(if: NodeProcess.binary != nil, "no built `comity`"), .timeLimit(.minutes(2)))
struct ProcessTests {
    /// Rows of the storm: 20,000 of a release build, such as `scripts/test` names; fewer of a slow one.
    private static let stormRecords =
        ProcessInfo.processInfo.environment["COMITY_TEST_BINARY"] == nil ? 5_000 : 20_000
    private static let batchRows = 500

    @Test(.timeLimit(.minutes(4))) func nothingIsLostOrDoubledWhenNodesAreKilledInAStorm() throws {
        let storm = StormProxy.Weather(delayMilliseconds: 5, chunksBetweenCuts: 12)
        let town = try Town(["us-wa-a", "us-or-b"], seed: 42, storm)
        let origin = town.nodes[0]
        var random = SeededRandom(seed: 42)
        var kills = 0
        /// Kills either node while `work` runs, and starts it again.
        func disturb(withinMilliseconds limit: UInt64, _ work: () throws -> Void) throws {
            let victim = town.nodes[Int(random.next() % 2)]
            let doom = Doom(try #require(victim.process), afterMilliseconds: UInt32(random.next() % limit))
            var failure: (any Error)?
            do { try work() } catch { failure = error }
            doom.strike()
            victim.killNow()
            kills += 1
            try victim.start()
            if failure != nil { try work() }
        }
        for start in stride(from: 0, to: Self.stormRecords, by: Self.batchRows) {
            let rows = try Town.rows(start..<min(start + Self.batchRows, Self.stormRecords), of: "a")
            let work = { _ = try origin.ask("record.import", rows) }
            if random.next() % 3 == 0 { try disturb(withinMilliseconds: 250, work) } else { try work() }
        }
        for _ in 0..<4 { try disturb(withinMilliseconds: 400) {} }
        let families = Set((0..<Self.stormRecords).filter { $0 % Town.victimEvery != 0 }.map { "a-\($0)" })
        try town.wait(for: "the sync after the storm", seconds: 150) {
            try town.held(of: origin, at: town.nodes[1]) == Int64(families.count)
        }
        print("storm: \(kills) kills, \(town.proxy.cuts) cuts of \(town.proxy.chunks) chunks")
        #expect(kills >= 4 && town.proxy.cuts > 0)
        #expect(try origin.ask("node.status").result["records"]?.integerValue == Int64(Self.stormRecords))
        try town.expectWhole(from: origin, at: town.nodes[1], families: families)
        for node in town.nodes { try town.expectVerified(node) }
    }

    /// Links that never live long enough for a batch of a thousand records: only smaller ones bring anybody on.
    @Test func linksThatAreCutEveryFewChunksCarryAll() throws {
        let town = try Town(["us-wa-a", "us-or-b"], seed: 7)
        let records = 4500
        town.proxy.change(StormProxy.Weather(delayMilliseconds: 5, chunksBetweenCuts: 12))
        for start in stride(from: 0, to: records, by: Self.batchRows) {
            _ = try town.nodes[0].ask("record.import", try Town.rows(start..<start + Self.batchRows, of: "a"))
        }
        var held: Int64 = 0
        try town.wait(for: "the records over links that are cut", seconds: 100) {
            let now = try town.held(of: town.nodes[0], at: town.nodes[1])
            #expect(now >= held, "what has arrived stays")
            held = now
            return now == Int64(Town.shared(records))
        }
        print("cut links: \(town.proxy.cuts) cuts of \(town.proxy.chunks) chunks")
        #expect(town.proxy.cuts > 0)
        for node in town.nodes { try town.expectVerified(node) }
    }

    @Test func anotherMemberRelaysWhileTheOriginIsAway() throws {
        let town = try Town(["us-wa-a", "us-or-b", "us-id-c"])
        let (origin, relay, late) = (town.nodes[0], town.nodes[1], town.nodes[2])
        #expect(try late.stop() == 0)
        _ = try origin.ask("record.import", try Town.rows(0..<300, of: "a"))
        let wanted = Int64(Town.shared(300))
        try town.wait(for: "the relay to hold all") { try town.held(of: origin, at: relay) == wanted }
        #expect(try origin.stop() == 0)
        try late.start()
        try town.wait(for: "the relayed records") { try town.held(of: origin, at: late) == wanted }
        #expect(Set(try town.foreignNames(at: late).keys) == Set(try town.foreignNames(at: relay).keys))
        try town.expectVerified(late)
        try town.expectVerified(relay)
    }

    @Test func aFullStoreRefusesClearlyAndGoesOnLater() throws {
        let town = try Town(["us-wa-a", "us-or-b", "us-id-c"])
        let (full, left, right) = (town.nodes[0], town.nodes[1], town.nodes[2])
        _ = try full.ask("record.import", try Town.rows(0..<100, of: "a"))
        try town.wait(for: "the first rows") { try town.held(of: full, at: left) == Int64(Town.shared(100)) }
        #expect(try full.stop() == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: full.home.layout.storePath)
        let pages = try #require(attributes[.size] as? Int) / 4096
        let limit = ["COMITY_STORE_PAGES": "\(pages + 40)"]
        try full.start(limit)
        var committed = 100
        var refusal: ControlFailure?
        while refusal == nil, committed < 5000 {
            do {
                _ = try full.ask("record.import", try Town.rows(committed..<committed + 100, of: "a"))
                committed += 100
            } catch let failure as ControlFailure {
                refusal = failure
            }
        }
        #expect(refusal?.code == "full", "\(String(describing: refusal))")
        #expect(refusal?.exit == .cannotWrite)
        #expect(try full.ask("node.status").result["records"]?.integerValue == Int64(committed))
        // The others go on among themselves, and with it as far as it can.
        _ = try left.ask("record.import", try Town.rows(0..<50, of: "b"))
        try town.wait(for: "the others") { try town.held(of: left, at: right) == Int64(Town.shared(50)) }
        full.killNow()
        try full.start()
        _ = try full.ask("record.import", try Town.rows(0..<committed + 100, of: "a"))
        try town.wait(for: "what was missing") {
            try town.held(of: full, at: right) == Int64(Town.shared(committed + 100))
                && town.held(of: left, at: full) == Int64(Town.shared(50))
        }
        for node in town.nodes { try town.expectVerified(node) }
    }

    @Test func signalsEndAndReload() throws {
        let town = try Town(["us-wa-a"])
        let node = town.nodes[0]
        for _ in 0..<3 {
            node.send(SIGHUP)
            usleep(20_000)
            #expect(try node.ask("node.status").result["running"]?.booleanValue == true)
        }
        #expect(try node.stop() == 0)
        try node.start()
        node.send(SIGTERM)
        #expect(try node.stop() == 0, "a second SIGTERM hurries, and does no harm")
    }
}
