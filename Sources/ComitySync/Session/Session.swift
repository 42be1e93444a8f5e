package import ComityCore
package import ComityFeed

/// One connection to one peer, as a state machine: bytes in, frames out. Specs/sync.md#session
///
/// It cuts and decodes frames, insists on their order, and keeps account of what the peer has asked for and
/// acknowledged. It decides nothing about records: the node does, and tells it whether sharing is agreed.
package struct Session: Sendable {
    /// How far the conversation has come.
    package enum Phase: Hashable, Sendable {
        /// Nothing valid has arrived.
        case awaitingHello
        case established
        case closed
    }

    /// What the session answers to bytes.
    package enum Event: Sendable {
        case frame(Frame)
        /// The peer broke a rule; the caller closes the link and records why.
        case violation(SyncError)
    }

    package let peer: AgencyID
    package let openedAt: Timestamp
    package private(set) var phase = Phase.awaitingHello
    package private(set) var lastHeard: Timestamp
    package var subscriptions: [FeedID: Subscription] = [:]
    private var deframer = Deframer()

    package init(peer: AgencyID, now: Timestamp) {
        self.peer = peer
        openedAt = now
        lastHeard = now
    }

    /// Takes bytes in and yields the frames that they complete.
    /// - Parameter sharing: whether an agreement that names both sides was ever complete. Until then only hello, cards,
    ///   catalogues, agreements, notices and close may pass.
    package mutating func received(_ bytes: [UInt8], sharing: Bool, now: Timestamp) -> [Event] {
        guard phase != .closed else { return [] }
        lastHeard = max(lastHeard, now)
        deframer.append(bytes)
        var events: [Event] = []
        do throws(SyncError) {
            while let (type, body) = try deframer.next(limitBytes: frameLimit(sharing: sharing)) {
                let frame = try accept(type, body, sharing: sharing)
                events.append(.frame(frame))
                if phase == .closed { break }
            }
        } catch {
            phase = .closed
            events.append(.violation(error))
        }
        if phase == .closed { deframer = Deframer() }
        return events
    }

    package mutating func close() { phase = .closed }

    private func frameLimit(sharing: Bool) -> Int {
        sharing && phase == .established ? SyncLimits.frameBytes : SyncLimits.unagreedFrameBytes
    }

    private mutating func accept(_ type: FrameType, _ body: [UInt8], sharing: Bool) throws(SyncError) -> Frame {
        guard type.isOpenToAll || sharing else {
            throw SyncError(.unexpectedFrame, "a frame of type `\(type)` came while no agreement names both sides")
        }
        // The order comes before the decoding: whoever has not said hello has nothing decoded for it.
        switch (phase, type) {
        case (.awaitingHello, .hello): try checkVersion(body)
        case (_, .hello): throw SyncError(.unexpectedFrame, "a second hello came")
        case (.awaitingHello, .close), (.established, _), (.closed, _): break
        case (.awaitingHello, _):
            throw SyncError(.unexpectedFrame, "a frame of type `\(type)` came before hello")
        }
        let frame = try Frame(type: type, body: body)
        switch frame {
        case .hello(let hello):
            try check(hello)
            phase = .established
        case .close: phase = .closed
        default: break
        }
        return frame
    }

    private func checkVersion(_ body: [UInt8]) throws(SyncError) {
        let version: UInt64
        do throws(CoreError) {
            version = try Hello.version(of: body)
        } catch {
            throw SyncError(.malformedFrame, "a frame of type `hello` is malformed: \(error.reason)")
        }
        guard version == Hello.protocolVersion else {
            throw SyncError(
                .unsupportedVersion, "the peer speaks protocol \(version), this node \(Hello.protocolVersion)")
        }
    }

    private func check(_ hello: Hello) throws(SyncError) {
        guard hello.agency == peer else {
            throw SyncError(.unexpectedFrame, "the peer's certificate is `\(peer)`'s, its hello says `\(hello.agency)`")
        }
    }
}
