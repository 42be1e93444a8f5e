import ComityCore
import Testing

@testable import ComityServer

@Suite struct FrameBufferTests {
    @Test func framesArriveWholeHoweverTheyAreCut() throws {
        var random = SeededRandom(seed: 3)
        let payloads = (0..<60).map { random.bytes(1 + $0 * 37 % 900) }
        let stream = payloads.flatMap { FrameBuffer.frame($0) }
        for _ in 0..<20 {
            var buffer = FrameBuffer(limitBytes: 1_000)
            var found: [[UInt8]] = []
            var position = 0
            while position < stream.count {
                let count = min(Int.random(in: 1...300, using: &random), stream.count - position)
                buffer.append(stream[position..<position + count])
                position += count
                while let payload = try buffer.next() { found.append(payload) }
            }
            #expect(found == payloads)
            #expect(!buffer.holdsBytes)
        }
    }

    @Test(arguments: [[0, 0, 0, 0], [0, 0, 0x03, 0xE9], [0xFF, 0xFF, 0xFF, 0xFF]] as [[UInt8]])
    func lengthsOutOfBoundsAreRefusedAtOnce(header: [UInt8]) throws {
        var buffer = FrameBuffer(limitBytes: 1_000)
        buffer.append(header.dropLast())
        #expect(try buffer.next() == nil)
        buffer.append(header.suffix(1))
        #expect(throws: ServerError(.malformedFrame, "")) { try buffer.next() }
    }
}
