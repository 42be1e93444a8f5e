import ComityCore

/// One message between peers. Specs/sync.md#frames
package enum Frame: Sendable {
    case hello(Hello)
    /// The encoded card of the sender.
    case card([UInt8])
    case catalogue(Catalogue)
    /// An encoded agreement with the signatures that the sender knows.
    case agreement([UInt8])
    case want(FeedPosition)
    /// The bytes of a batch; decoding them is the feed room's business.
    case batch([UInt8])
    case head(FeedHead)
    case refusal(RefusalReport)
    case receipt(FeedPosition)
    case heartbeat(Heartbeat)
    case fork(FeedFork)
    case close(reason: String)
    /// A signed notice of a party about an agreement.
    case notice([UInt8])

    package var type: FrameType {
        switch self {
        case .hello: .hello
        case .card: .card
        case .catalogue: .catalogue
        case .agreement: .agreement
        case .want: .want
        case .batch: .batch
        case .head: .head
        case .refusal: .refusal
        case .receipt: .receipt
        case .heartbeat: .heartbeat
        case .fork: .fork
        case .close: .close
        case .notice: .notice
        }
    }

    /// The bytes of the wire, length included.
    package var encoded: [UInt8] { Deframer.frame(type, body) }

    /// The frame without its length and type.
    package var body: [UInt8] {
        switch self {
        case .hello(let hello): hello.encode()
        case .card(let bytes), .agreement(let bytes), .batch(let bytes), .notice(let bytes): bytes
        case .catalogue(let catalogue): catalogue.encode()
        case .want(let position), .receipt(let position): position.encode()
        case .head(let head): Self.encode(head)
        case .refusal(let report): report.encode()
        case .heartbeat(let heartbeat): heartbeat.encode()
        case .fork(let proof): proof.encode()
        case .close(let reason): CBORValue.text(Self.shortened(reason)).encoded
        }
    }

    /// Decodes the body of a frame.
    /// - Throws: `malformed-frame`.
    package init(type: FrameType, body: [UInt8]) throws(SyncError) {
        var reader = CBORReader(body)
        do throws(CoreError) {
            switch type {
            case .card: self = .card(body)
            case .agreement: self = .agreement(body)
            case .batch: self = .batch(body)
            case .notice: self = .notice(body)
            default:
                self = try Self.decode(type, from: &reader)
                try reader.finish()
            }
        } catch {
            throw SyncError(.malformedFrame, "a frame of type `\(type)` is malformed: \(error.reason)")
        }
    }

    private static func decode(_ type: FrameType, from reader: inout CBORReader) throws(CoreError) -> Frame {
        switch type {
        case .hello: .hello(try Hello(reading: &reader))
        case .catalogue: .catalogue(try Catalogue(reading: &reader))
        case .want: .want(try FeedPosition(reading: &reader))
        case .receipt: .receipt(try FeedPosition(reading: &reader))
        case .head: .head(try FeedHead(reading: &reader))
        case .refusal: .refusal(try RefusalReport(reading: &reader))
        case .heartbeat: .heartbeat(try Heartbeat(reading: &reader))
        case .fork: .fork(try FeedFork(reading: &reader))
        case .close: .close(reason: try reader.reason())
        case .card, .agreement, .batch, .notice: throw CoreError(.unexpectedCBOR, "its body is no frame of this room")
        }
    }

    /// As many whole characters of a reason as a peer takes.
    private static func shortened(_ reason: String) -> String {
        var scalars = String.UnicodeScalarView()
        var bytes = 0
        for scalar in reason.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= SyncLimits.reasonBytes else { break }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    private static func encode(_ head: FeedHead) -> [UInt8] {
        var writer = CBORWriter()
        head.write(into: &writer)
        return writer.bytes
    }
}
