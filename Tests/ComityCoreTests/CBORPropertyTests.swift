import ComityCore
import Testing

/// Strategy: random trees written and read back; then random bytes and damaged encodings, of which whatever is accepted
/// must be written back as it was. Nothing may trap, and nothing may allocate what a lying length asks for.
@Suite struct CBORPropertyTests {
    private func value(_ random: inout SeededRandom, depth: Int) -> CBORValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
        case 0: return .integer(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random))
        case 1: return .bytes(random.bytes(Int.random(in: 0..<300, using: &random)))
        case 2: return .text(text(&random))
        case 3: return .boolean(Bool.random(using: &random))
        case 4: return .null
        case 5: return .integer([Int64.min, .max, -1, 0, 23, 24, 255, 256].randomElement(using: &random)!)
        case 6:
            return .tagged(random.next() >> UInt64.random(in: 0..<64, using: &random), value(&random, depth: depth - 1))
        case 7:
            return .array((0..<Int.random(in: 0..<30, using: &random)).map { _ in value(&random, depth: depth - 1) })
        default: return map(&random, depth: depth)
        }
    }

    private func map(_ random: inout SeededRandom, depth: Int) -> CBORValue {
        var keys: Set<CBORValue> = []
        for _ in 0..<Int.random(in: 0..<20, using: &random) { keys.insert(value(&random, depth: 0)) }
        let ordered = keys.sorted { $0.encoded.lexicographicallyPrecedes($1.encoded) }
        return .map(ordered.map { CBORPair($0, value(&random, depth: depth - 1)) })
    }

    private func text(_ random: inout SeededRandom) -> String {
        let characters = Array("aZ09 \u{0}\"\\é水🚐\u{301}\u{10FFFF}")
        return String(
            (0..<Int.random(in: 0..<40, using: &random)).map { _ in characters.randomElement(using: &random)! })
    }

    @Test func whatIsWrittenIsRead() throws {
        var random = SeededRandom(seed: 100)
        for _ in 0..<2000 {
            let value = value(&random, depth: 3)
            let bytes = value.encoded
            #expect(try CBORValue(decoding: bytes) == value)
            #expect(throws: CoreError(.unexpectedCBOR, "")) { try CBORValue(decoding: bytes + [0]) }
        }
    }

    @Test func mapsAreSortedByTheWriter() throws {
        var random = SeededRandom(seed: 101)
        for _ in 0..<300 {
            guard case .map(let pairs) = map(&random, depth: 1) else { continue }
            #expect(CBORValue.map(pairs.shuffled(using: &random)).encoded == CBORValue.map(pairs).encoded)
        }
    }

    @Test func everyTruncationIsRefused() throws {
        var random = SeededRandom(seed: 102)
        for _ in 0..<100 {
            let bytes = value(&random, depth: 2).encoded
            for count in 0..<min(bytes.count, 400) {
                #expect(throws: CoreError.self) { try CBORValue(decoding: Array(bytes[..<count])) }
            }
        }
    }

    @Test func whateverIsAcceptedIsWrittenBack() {
        var random = SeededRandom(seed: 103)
        var accepted = 0
        for round in 0..<30_000 {
            var bytes = round % 2 == 0 ? value(&random, depth: 2).encoded : random.bytes(round % 40)
            for _ in 0..<(round % 3) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8(truncatingIfNeeded: random.next())
            }
            guard let value = try? CBORValue(decoding: bytes) else { continue }
            accepted += 1
            #expect(value.encoded == bytes)
        }
        #expect(accepted > 5000)
    }

    @Test func lyingLengthsAllocateNothing() {
        for major in [UInt8(2), 3, 4, 5] {
            for count in [UInt64(1) << 33, 1 << 40, UInt64(Int64.max), .max] {
                let bytes = [major << 5 | 27] + bigEndianBytes(count) + [0, 0, 0]
                #expect(throws: CoreError(.truncatedCBOR, "")) { try CBORValue(decoding: bytes) }
            }
        }
    }
}
