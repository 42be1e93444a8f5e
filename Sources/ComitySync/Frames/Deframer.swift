import ComityCore

/// Cuts a byte stream into frames: a length of four bytes, then type and body. Specs/sync.md#framing
struct Deframer: Sendable {
    private var buffer: [UInt8] = []
    private var start = 0

    /// The most bytes of memory that an empty buffer holds on to.
    private static let idleBytes = 16 << 10

    /// Bytes that wait for the rest of their frame.
    var pendingBytes: Int { buffer.count - start }

    /// Bytes of memory that the buffer holds.
    var capacityBytes: Int { buffer.capacity }

    mutating func append(_ bytes: [UInt8]) {
        if start == buffer.count {
            // An idle link keeps no large buffer: a hub has thousands of them.
            buffer.removeAll(keepingCapacity: buffer.capacity <= Self.idleBytes)
            start = 0
        } else if start > SyncLimits.unagreedFrameBytes {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame, or nil until more bytes arrive.
    /// - Throws: `limit-exceeded` as soon as a length says so, `malformed-frame` for an empty frame or unknown type.
    mutating func next(limitBytes: Int) throws(SyncError) -> (type: FrameType, body: [UInt8])? {
        guard pendingBytes >= 4 else { return nil }
        let length = buffer[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length >= 1 else { throw SyncError(.malformedFrame, "a frame is empty") }
        guard length <= limitBytes else {
            throw SyncError(.limitExceeded, "a frame of \(length) bytes is over the limit of \(limitBytes)")
        }
        guard pendingBytes > 4 else { return nil }
        guard let type = FrameType(rawValue: buffer[start + 4]) else {
            throw SyncError(.malformedFrame, "frame type \(buffer[start + 4]) is unknown")
        }
        guard pendingBytes >= 4 + length else { return nil }
        let body = Array(buffer[start + 5..<start + 4 + length])
        start += 4 + length
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= Self.idleBytes)
            start = 0
        }
        return (type, body)
    }

    static func frame(_ type: FrameType, _ body: [UInt8]) -> [UInt8] {
        var frame = bigEndianBytes(UInt32(body.count + 1))
        frame.reserveCapacity(body.count + 5)
        frame.append(type.rawValue)
        frame.append(contentsOf: body)
        return frame
    }
}
