internal import ComityCore

/// Cuts a byte stream into frames: a 4-byte big-endian length, then that many bytes. Specs/control.md#frames
///
/// A declared length over the limit is refused as soon as its four bytes are here, before anything is kept for it.
struct FrameBuffer: Sendable {
    static let headerBytes = 4

    private let limitBytes: Int
    private var bytes: [UInt8] = []
    /// Bytes before this were handed out already.
    private var start = 0

    init(limitBytes: Int) { self.limitBytes = limitBytes }

    /// Whether the first bytes of a frame are here and the last are not, or whole frames wait.
    var holdsBytes: Bool { start < bytes.count }

    mutating func append(_ more: some Collection<UInt8>) {
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacityBytes)
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// The payload of the next whole frame, or nil if its end is not here yet. Complexity: O(frame).
    /// - Throws: `malformed-frame` if its length is zero or over the limit.
    mutating func next() throws(ServerError) -> [UInt8]? {
        guard bytes.count - start >= Self.headerBytes else { return nil }
        let lengthBytes = bytes[start..<start + Self.headerBytes].reduce(0) { $0 << 8 | Int($1) }
        guard lengthBytes > 0, lengthBytes <= limitBytes else {
            throw ServerError(
                .malformedFrame, "a frame of \(lengthBytes) bytes is not within 1 to \(limitBytes)", family: .peer)
        }
        let payload = start + Self.headerBytes
        guard bytes.count - payload >= lengthBytes else { return nil }
        defer { compact(movingTo: payload + lengthBytes) }
        return Array(bytes[payload..<payload + lengthBytes])
    }

    static func frame(_ payload: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(headerBytes + payload.count)
        withUnsafeBytes(of: UInt32(payload.count).bigEndian) { frame.append(contentsOf: $0) }
        frame.append(contentsOf: payload)
        return frame
    }

    /// Moves the rest to the front only when half of the buffer has been handed out, so each byte moves O(1) times.
    private mutating func compact(movingTo position: Int) {
        start = position
        guard start > bytes.count / 2 else { return }
        bytes.removeFirst(start)
        start = 0
    }

    /// A buffer that once held a large frame gives its memory back.
    private static let keptCapacityBytes = 64 << 10
}
