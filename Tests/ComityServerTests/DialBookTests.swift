import ComityCore
import ComityNode
import ComityServer
import Testing

/// A dial book is a dialogue: targets and outcomes in, attempts out. Times are milliseconds.
@Suite struct DialBookTests {
    private var random = SeededRandom(seed: 7)
    private let pin = Digest(unsafeFilling: { $0[0] = 1 })

    private func book(own: String, now: Int64 = 0, endpoints: [String] = ["a:1", "b:2"]) throws -> DialBook {
        var random = random
        var book = DialBook(own: AgencyID(unchecked: own))
        let target = DialTarget(agency: AgencyID(unchecked: "us-or-sp"), pin: pin, endpoints: endpoints)
        book.update([target], now: now, random: &random)
        return book
    }

    @Test mutating func triesEachEndpointThenRests() throws {
        var book = try book(own: "us-or-aa")
        #expect(book.due(now: 200).map(\.endpoint) == ["a:1"])
        #expect(book.due(now: 10_000).isEmpty, "one dial of a peer at a time")
        book.failed(pin, now: 300, random: &random)
        #expect(book.due(now: 300).map(\.endpoint) == ["b:2"])
        book.failed(pin, now: 400, random: &random)
        #expect(book.due(now: 649).isEmpty, "rests at least half of the first delay")
        #expect(book.due(now: 900).map(\.endpoint) == ["a:1"])
        book.checkInvariants()
    }

    @Test mutating func delaysDoubleUpToTheirBound() throws {
        var book = try book(own: "us-or-aa", endpoints: ["a:1"])
        var now: Int64 = 1_000
        for round in 0..<14 {
            #expect(book.due(now: now).count == 1)
            book.failed(pin, now: now, random: &random)
            let longest = min(ServerLimits.firstRetryMilliseconds << Int64(round), ServerLimits.lastRetryMilliseconds)
            #expect(book.due(now: now + longest / 2 - 1).isEmpty)
            now += longest
        }
        #expect(book.due(now: now).count == 1)
        book.established(pin)
        book.lost(pin, now: now, random: &random)
        #expect(book.due(now: now + ServerLimits.firstRetryMilliseconds).count == 1, "a link resets the delay")
    }

    @Test func theHigherAgencyWaits() throws {
        var lower = try book(own: "us-or-aa")
        var higher = try book(own: "us-wa-zz")
        #expect(lower.due(now: 100).count == 1)
        #expect(higher.due(now: 399).isEmpty)
        #expect(higher.due(now: 500).count == 1)
    }

    @Test mutating func linkedPeersAreNotDialed() throws {
        var book = try book(own: "us-or-aa")
        book.established(pin)
        #expect(book.due(now: 1_000_000).isEmpty)
        book.failed(pin, now: 1_000_000, random: &random)
        #expect(book.due(now: 1_000_000).isEmpty, "a dial that loses to an inbound link changes nothing")
    }

    @Test mutating func dialsAreBounded() throws {
        var book = DialBook(own: AgencyID(unchecked: "us-aa"))
        let targets = (0..<500).map { number in
            DialTarget(
                agency: AgencyID(unchecked: "us-wa-\(number)"),
                pin: Digest(unsafeFilling: { $0.storeBytes(of: number, as: Int.self) }),
                endpoints: ["h:\(number + 1)"])
        }
        book.update(targets, now: 0, random: &random)
        #expect(book.due(now: 1_000).count == ServerLimits.dials)
        #expect(book.due(now: 1_000).isEmpty)
        book.failed(targets[0].pin, now: 1_000, random: &random)
        book.checkInvariants()
        book.update([], now: 1_000, random: &random)
        #expect(book.dialing == 0)
    }

    @Test mutating func endpointsMayShrinkWhileDialing() throws {
        var book = try book(own: "us-or-aa")
        #expect(book.due(now: 200).count == 1)
        book.failed(pin, now: 200, random: &random)
        let target = DialTarget(agency: AgencyID(unchecked: "us-or-sp"), pin: pin, endpoints: ["c:3"])
        book.update([target], now: 200, random: &random)
        book.checkInvariants()
        #expect(book.due(now: 200).map(\.endpoint) == ["c:3"])
    }
}
