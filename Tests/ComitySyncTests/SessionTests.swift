import ComityCore
import ComityCrypto
import ComityFeed
import Testing

@testable import ComitySync

/// The session as a dialogue: what arrives, and what the session makes of it.
@Suite struct SessionTests {
    private static let now = Timestamp(milliseconds: 1_782_000_000_000)
    private static let peer = AgencyID("us-or-sp")!

    private func hello(_ agency: AgencyID = peer) -> Frame {
        .hello(Hello(agency: agency, cardSequence: 3, peerCardSequence: 2, catalogueDigest: .zero))
    }

    private func session() -> Session { Session(peer: Self.peer, now: Self.now) }

    /// The types of the frames that came out, then the code of a violation if there was one.
    private func take(_ frames: [Frame], sharing: Bool = true, into session: inout Session) -> [String] {
        take(bytes: frames.flatMap(\.encoded), sharing: sharing, into: &session)
    }

    private func take(bytes: [UInt8], sharing: Bool = true, into session: inout Session) -> [String] {
        session.received(bytes, sharing: sharing, now: Self.now).map { event in
            switch event {
            case .frame(let frame): "\(frame.type)"
            case .violation(let error): error.code
            }
        }
    }

    @Test func anOrdinaryConversation() {
        var session = session()
        #expect(session.phase == .awaitingHello)
        #expect(take([hello()], into: &session) == ["hello"])
        #expect(session.phase == .established)
        #expect(take([.catalogue(Catalogue(heads: [], versions: []))], into: &session) == ["catalogue"])
        #expect(take([.want(Samples.position), .batch([1, 2, 3])], into: &session) == ["want", "batch"])
        #expect(take([.head(Samples.head)], into: &session) == ["head"])
        #expect(take([.close(reason: "done")], into: &session) == ["close"])
        #expect(session.phase == .closed)
        #expect(take([hello()], into: &session) == [])
    }

    @Test func framesArriveInAnyPieces() {
        let bytes = [hello(), .card([7]), .batch([UInt8](repeating: 1, count: 5000))].flatMap(\.encoded)
        for step in [1, 2, 3, 4, 5, 7, 64, 4999] {
            var session = session()
            var types: [String] = []
            for start in stride(from: 0, to: bytes.count, by: step) {
                types += take(bytes: Array(bytes[start..<min(start + step, bytes.count)]), into: &session)
            }
            #expect(types == ["hello", "card", "batch"])
        }
    }

    @Test func nothingComesBeforeHello() {
        let frames: [Frame] = [
            .card([1]), .catalogue(Catalogue(heads: [], versions: [])), .agreement([1]), .want(Samples.position),
            .batch([]), .head(Samples.head), .receipt(Samples.position), .heartbeat(Samples.heartbeat),
        ]
        for frame in frames {
            var session = session()
            #expect(take([frame], into: &session) == ["unexpected-frame"])
            #expect(session.phase == .closed)
        }
    }

    /// Nothing is decoded for whoever has not said hello: a malformed body there is still only out of order.
    @Test func framesBeforeHelloAreNotDecoded() {
        var session = session()
        #expect(take(bytes: Deframer.frame(.catalogue, [0xFF]), into: &session) == ["unexpected-frame"])
    }

    @Test func aPeerMayCloseWithoutHello() {
        var session = session()
        #expect(take([.close(reason: "no room")], into: &session) == ["close"])
        #expect(session.phase == .closed)
    }

    @Test func helloComesOnce() {
        var session = session()
        #expect(take([hello(), hello()], into: &session) == ["hello", "unexpected-frame"])
    }

    @Test func helloNamesTheOwnerOfTheCertificate() {
        var session = session()
        #expect(take([hello(AgencyID("us-wa-safe")!)], into: &session) == ["unexpected-frame"])
    }

    /// A later version may say more in its hello: it is told which version we speak, not that it stammers.
    @Test func anotherVersionIsToldSo() {
        for body in [
            CBORValue.array([2, "us-or-sp", 1, 1, .bytes([]), "more"]), .array([2]),
            .array([0, "us-or-sp", 1, 1, .bytes([])]),
        ] {
            var session = session()
            #expect(take(bytes: Deframer.frame(.hello, body.encoded), into: &session) == ["unsupported-version"])
        }
        var session = session()
        #expect(take(bytes: Deframer.frame(.hello, [0x80]), into: &session) == ["malformed-frame"])
    }

    @Test func withoutAnAgreementOnlyIntroductionsPass() {
        var open = session()
        let introductions = [
            hello(), .card([1]), .catalogue(Catalogue(heads: [], versions: [])), .agreement([2]),
        ]
        #expect(take(introductions, sharing: false, into: &open) == ["hello", "card", "catalogue", "agreement"])
        let sharing: [Frame] = [
            .want(Samples.position), .batch([1]), .head(Samples.head), .receipt(Samples.position),
            .heartbeat(Samples.heartbeat), .fork(Samples.fork),
            .refusal(RefusalReport(feed: Samples.feed, epoch: .first, items: [])),
        ]
        for frame in sharing {
            var session = session()
            #expect(take([hello(), frame], sharing: false, into: &session) == ["hello", "unexpected-frame"])
        }
    }

    @Test func largeFramesNeedAnAgreement() {
        let large = Frame.batch([UInt8](repeating: 0, count: SyncLimits.unagreedFrameBytes)).encoded
        var strange = session()
        #expect(take([hello()], sharing: false, into: &strange) == ["hello"])
        #expect(take(bytes: Array(large[..<5]), sharing: false, into: &strange) == ["limit-exceeded"])
        var agreed = session()
        #expect(take([hello()], into: &agreed) == ["hello"])
        #expect(take(bytes: large, into: &agreed) == ["batch"])
    }

    @Test func aViolationEndsTheConversation() {
        var session = session()
        #expect(
            take(bytes: hello().encoded + [0, 0, 0, 0] + hello().encoded, into: &session) == [
                "hello", "malformed-frame",
            ])
        #expect(session.phase == .closed)
    }

    @Test func anythingHeardKeepsTheSessionAlive() {
        var session = session()
        let later = Self.now.adding(milliseconds: 5)
        _ = session.received([0], sharing: false, now: later)
        #expect(session.lastHeard == later)
        _ = session.received([0], sharing: false, now: Self.now)
        #expect(session.lastHeard == later)
    }
}
