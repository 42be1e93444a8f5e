import ComityAudit
import ComityCore
import Testing

@Suite struct StrangerTallyTests {
    private let wrongPin = ReasonCode(unchecked: "unknown-pin")

    private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    @Test func theFirstIsToldAtOnceAndTheRestAreCounted() throws {
        var tally = StrangerTally()
        let first = tally.refuse(wrongPin, pin: .zero, now: at(0))
        #expect(first == (try AuditEvent(.strangerRefused, at: at(0), .count(1), .reason(wrongPin), .pin(.zero))))
        for second in 1..<60 { #expect(tally.refuse(wrongPin, pin: nil, now: at(Int64(second))) == nil) }
        #expect(tally.nextFlush == at(60))
        #expect(tally.flush(now: at(59)).isEmpty)
        let event = try #require(tally.flush(now: at(60)).first)
        #expect(event == (try AuditEvent(.strangerRefused, at: at(60), .count(59), .reason(wrongPin), .since(at(1)))))
        #expect(tally.flush(now: at(120)).isEmpty)
        #expect(tally.nextFlush == nil)
    }

    @Test func aFloodOfReasonsStaysBounded() {
        var tally = StrangerTally()
        var events = 0
        for number in 0..<10_000 {
            let reason = ReasonCode(unchecked: "r\(number % 1000)")
            if tally.refuse(reason, pin: nil, now: at(0)) != nil { events += 1 }
        }
        #expect(events == StrangerTally.reasonLimit)
        let counted = tally.flush(now: at(60)).compactMap { event -> UInt64? in
            if case .count(let count) = event[.count] { count } else { nil }
        }
        #expect(counted.reduce(0, +) + UInt64(events) == 10_000)
    }

    @Test func aClockSetBackDoesNotSilence() {
        var tally = StrangerTally()
        #expect(tally.refuse(wrongPin, pin: nil, now: at(1000)) != nil)
        #expect(tally.refuse(wrongPin, pin: nil, now: at(10)) != nil)
    }
}
