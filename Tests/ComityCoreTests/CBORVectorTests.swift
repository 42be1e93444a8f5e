import ComityCore
import Testing

@Suite struct CBORVectorTests {
    @Test func theExamplesOfTheStandardAreReadOrRefused() throws {
        let cases = try vectorCases("cbor/appendix-a.txt")
        #expect(cases.count == 82)
        for sample in cases {
            let bytes = try Hex.decode(try #require(sample["cbor"]))
            let result = try #require(sample["result"])
            do throws(CoreError) {
                let value = try CBORValue(decoding: bytes)
                #expect(result == "accepted", "\(sample)")
                #expect(value.diagnostic == sample["value"])
                #expect(value.encoded == bytes)
            } catch {
                #expect(error.code == result, "\(sample)")
            }
        }
    }

    @Test func everyRefusalHasItsReason() throws {
        for sample in try vectorCases("cbor/refusals.txt") {
            let bytes = try Hex.decode(try #require(sample["cbor"]))
            let error = #expect(throws: CoreError.self, "\(sample)") { try CBORValue(decoding: bytes) }
            #expect(error?.code == sample["result"], "\(sample)")
        }
    }

    @Test func nestingIsAllowedUpToTheLimit() throws {
        for hex in ["81", "c1", "a100"] {
            let deep = String(repeating: hex, count: CBORReader.depthLimit - 1) + "00"
            #expect(try CBORValue(decoding: try Hex.decode(deep)).encoded == Hex.decode(deep))
        }
    }
}

extension CBORValue {
    /// Diagnostic notation, RFC 8949 section 8.
    var diagnostic: String {
        switch self {
        case .integer(let value): return String(value)
        case .bytes(let bytes): return "h'\(Hex.encode(bytes))'"
        case .text(let text):
            let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }
            return "\"\(escaped.joined())\""
        case .array(let items): return "[\(items.map(\.diagnostic).joined(separator: ", "))]"
        case .map(let pairs):
            return "{\(pairs.map { "\($0.key.diagnostic): \($0.value.diagnostic)" }.joined(separator: ", "))}"
        case .tag(let number, let content): return "\(number)(\(content[0].diagnostic))"
        case .boolean(let value): return String(value)
        case .null: return "null"
        }
    }
}
