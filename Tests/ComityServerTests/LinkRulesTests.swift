import ComityCore
import ComityNode
import ComityServer
import Testing

@Suite struct LinkRulesTests {
    private func candidate(_ number: UInt64, outbound: Bool, fresh: Bool = true) -> DuplicateRule.Candidate {
        DuplicateRule.Candidate(link: LinkID(number: number), isOutbound: outbound, isFresh: fresh)
    }

    /// Both ends see the same two links, from opposite sides and in either order: they must keep the same one.
    @Test(arguments: [false, true], [false, true])
    func bothEndsKeepTheSameLink(lowerSeesOwnFirst: Bool, higherSeesOwnFirst: Bool) throws {
        let lower = AgencyID(unchecked: "us-or-sp")
        let higher = AgencyID(unchecked: "us-wa-sp")
        // Link 1 was dialed by the lower agency, link 2 by the higher.
        func loser(own: AgencyID, peer: AgencyID, ownDialed: UInt64, ownFirst: Bool) -> LinkID {
            let mine = candidate(ownDialed, outbound: true)
            let theirs = candidate(3 - ownDialed, outbound: false)
            return DuplicateRule.loser(
                older: ownFirst ? mine : theirs, newer: ownFirst ? theirs : mine, own: own, peer: peer)
        }
        #expect(loser(own: lower, peer: higher, ownDialed: 1, ownFirst: lowerSeesOwnFirst).number == 2)
        #expect(loser(own: higher, peer: lower, ownDialed: 2, ownFirst: higherSeesOwnFirst).number == 2)
    }

    @Test func aDeadLinkLosesToANewOne() throws {
        let own = AgencyID(unchecked: "us-or-sp")
        let peer = AgencyID(unchecked: "us-wa-sp")
        let silent = candidate(1, outbound: true, fresh: false)
        #expect(
            DuplicateRule.loser(older: silent, newer: candidate(2, outbound: false), own: own, peer: peer).number == 1)
        let again = candidate(2, outbound: true)
        #expect(
            DuplicateRule.loser(older: candidate(1, outbound: true), newer: again, own: own, peer: peer).number == 1)
    }

    @Test func deadlinesFollowThePhase() {
        var clock = LinkClock(now: 0)
        #expect(clock.verdict(now: 10_000) == nil)
        #expect(clock.verdict(now: 10_001) == "no handshake within 10 s")
        clock.enter(.greeting, now: 9_000)
        #expect(clock.verdict(now: 24_000) == nil)
        clock.received(now: 23_000)
        #expect(clock.verdict(now: 24_001) == "no valid frame within 15 s", "bytes that are no frame prolong nothing")
        clock.enter(.established, now: 24_000)
        #expect(clock.isFresh(now: 99_000))
        #expect(!clock.isFresh(now: 99_001))
        #expect(clock.verdict(now: 224_000) == nil)
        #expect(clock.verdict(now: 224_001) == "nothing heard for 200 s")
    }

    @Test func aPeerThatTakesNothingIsClosed() {
        var clock = LinkClock(now: 0)
        clock.enter(.established, now: 0)
        clock.queued(now: 10_000)
        clock.queued(now: 50_000)
        clock.received(now: 70_000)
        #expect(clock.verdict(now: 70_000) == nil)
        #expect(clock.verdict(now: 70_001) == "the peer took nothing for 60 s")
        clock.sent(allOfIt: false, now: 70_001)
        #expect(clock.verdict(now: 130_001) == nil)
        clock.sent(allOfIt: true, now: 130_001)
        #expect(clock.verdict(now: 200_000) == nil, "with nothing waiting it may be silent")
    }

    @Test func aLimitedRateCountsWhatItHeldBack() {
        var limit = RateLimit(burst: 2, intervalMilliseconds: 1_000, now: 0)
        #expect(limit.pass(now: 0) == 0)
        #expect(limit.pass(now: 0) == 0)
        #expect(limit.pass(now: 999) == nil)
        #expect(limit.pass(now: 999) == nil)
        #expect(limit.pass(now: 1_000) == 2)
        #expect(limit.pass(now: 1_500) == nil)
        #expect(limit.pass(now: 9_000) == 1)
        #expect(limit.pass(now: 9_000) == 0)
        #expect(limit.pass(now: 9_000) == nil, "the burst is the most that is saved up")
    }
}
