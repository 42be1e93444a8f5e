import ComityCore
import ComityCrypto
import Testing

@testable import ComitySync

/// The vectors of Specs/sync.md, written by an encoder that is not ours.
@Suite struct VectorTests {
    @Test(arguments: try VectorCase.loadFolder("sync")) func frame(_ vector: VectorCase) throws {
        let type = try #require(FrameType(rawValue: UInt8(try vector.number("type"))))
        let body = try vector.bytes("body")
        let expected = try vector.text("result")
        do throws(SyncError) {
            let frame = try Frame(type: type, body: body)
            #expect(expected == "valid")
            #expect(frame.encoded == Deframer.frame(type, body))
            if case .heartbeat(let heartbeat) = frame { try heartbeat.verify(key: Samples.key.publicKey) }
            if case .fork(let fork) = frame { try fork.verify(key: Samples.key.publicKey) }
        } catch {
            #expect(error.code == expected)
        }
    }
}
