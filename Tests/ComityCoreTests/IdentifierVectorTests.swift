import ComityCore
import Testing

/// The vectors of Specs/identifiers.md, written by a script that is not ours.
@Suite struct IdentifierVectorTests {
    @Test(arguments: try VectorCase.loadFolder("identifiers")) func identifier(_ vector: VectorCase) throws {
        let expected = try vector.text("result")
        do {
            try read(vector)
            #expect(expected == "valid", "it is accepted")
        } catch let error as CoreError {
            #expect(expected == error.code)
        }
    }

    private func read(_ vector: VectorCase) throws {
        switch try vector.text("kind") {
        case "name":
            let text = String(decoding: try vector.bytes("text"), as: UTF8.self)
            #expect(try AgencyID(parsing: text).description == text)
        case "time":
            let text = String(decoding: try vector.bytes("text"), as: UTF8.self)
            let time = try Timestamp(parsing: text)
            #expect(time.milliseconds == Int64(try vector.number("milliseconds")))
            #expect(time.description == vector.optional("printed") ?? text)
        case "record": #expect(try RecordID(bytes: vector.bytes("bytes")).description == vector.text("printed"))
        case "digest": #expect(try Digest(bytes: vector.bytes("bytes")).description == vector.text("printed"))
        case "audience":
            #expect(try Hex.encode(AudienceID(bytes: vector.bytes("bytes")).bytes) == vector.text("printed"))
        case "handle":
            let number = try #require(UInt64(try vector.text("number")))
            #expect(try Handle(number).description == vector.text("printed"))
        case "hybrid":
            var clock = HybridClock(last: HybridTime(UInt64(try vector.number("last"))))
            let next = clock.tick(now: Timestamp(milliseconds: Int64(try vector.number("now"))))
            #expect(next.value == UInt64(try vector.number("next")))
        case let kind: Issue.record("kind `\(kind)` is unknown")
        }
    }

    @Test func thereAreMoreRefusals() throws {
        let results = try VectorCase.loadFolder("identifiers").map { try $0.text("result") }
        #expect(results.count < 2 * results.count { $0 != "valid" } + 2)
    }
}
