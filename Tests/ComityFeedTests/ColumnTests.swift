import ComityCompression
import ComityCore
import Testing

@testable import ComityFeed

/// Columns give back exactly what was put in, and never more than their limit whatever a peer declares.
@Suite struct ColumnTests {
    private static let limitBytes = 1 << 20

    private func encode(_ items: [[UInt8]]) throws -> [UInt8] {
        var encoder = ColumnEncoder()
        for item in items { item.withUnsafeBytes { encoder.add($0) } }
        return try encoder.finish(limitBytes: Self.limitBytes)
    }

    private func decode(_ container: [UInt8], count: Int, limit: Int = limitBytes) throws(FeedError) -> [[UInt8]] {
        try ColumnDecoder.decode(container[...], count: count, limitBytes: limit)
    }

    @Test func randomItemsComeBack() throws {
        var random = SeededRandom(seed: 11)
        for round in 0..<150 {
            let count = Int(random.next() % 60)
            let items = (0..<count).map { _ in RandomCBOR.item(&random, depth: round % 5).encoded }
            #expect(try decode(try encode(items), count: count) == items)
        }
    }

    /// Long columns take the other encodings: planes, deltas, transposed strings, dictionaries.
    @Test(arguments: [
        "constant", "sequence", "year", "random", "wide", "digits", "two lengths", "names", "many names", "long",
        "kinds",
        "prefix", "empty",
    ])
    func longColumnsComeBack(_ shape: String) throws {
        var random = SeededRandom(seed: 5)
        var items: [[UInt8]] = []
        for index in 0..<3000 {
            let number = random.next()
            let value: CBORValue =
                switch shape {
                case "constant": .integer(1_861_920_000_000)
                case "sequence": .integer(1_782_000_000_000 + Int64(index / 40) << 16)
                case "year": .integer(1960 + Int64(number % 51))
                case "random": .integer(Int64(number % (1 << 48)))
                case "wide": .integer(number % 2 == 0 ? Int64.max : Int64.min + Int64(number % 5))
                case "digits": .text(digits(number, 12))
                case "two lengths": .text(number % 2 == 0 ? "+40" + digits(number, 9) : "+359" + digits(number, 9))
                case "names": .text(["Ana", "Anabel", "Anastasia", "Bo", ""][Int(number % 5)])
                case "many names": .text("Rey" + String(number % 900, radix: 26))
                case "long": .text(String(repeating: "ab", count: Int(number % 90)))
                case "kinds": number % 3 == 0 ? .null : number % 3 == 1 ? true : .integer(-Int64(number % 70_000))
                case "prefix": .bytes([0, 0, 0, UInt8(number & 7), UInt8(truncatingIfNeeded: number >> 8)])
                default: number % 2 == 0 ? .array([]) : .map([])
                }
            items.append(value.encoded)
        }
        let container = try encode(items)
        #expect(try decode(container, count: items.count) == items)
        #expect(container.count < items.reduce(0) { $0 + $1.count })
    }

    private func digits(_ number: UInt64, _ count: Int) -> String {
        String(String(number).suffix(count - 1))
            + String(repeating: "7", count: count - min(count - 1, String(number).count))
    }

    @Test func twelveDigitsTakeAboutFiveBytes() throws {
        var random = SeededRandom(seed: 6)
        let items = (0..<4096).map { _ in CBORValue.text(digits(random.next() | 1 << 62, 12)).encoded }
        #expect(try encode(items).count < 4096 * 54 / 10)
    }

    @Test func deepItemsFit() throws {
        var item = CBORValue.null
        for _ in 0..<StreamFormat.depthLimit - 1 { item = .array([item]) }
        #expect(try decode(try encode([item.encoded]), count: 1) == [item.encoded])
    }

    @Test func whatAReaderWouldRefuseIsNotWritten() throws {
        var item = CBORValue.null
        for _ in 0..<StreamFormat.depthLimit { item = .array([item]) }
        let deep = item.encoded
        #expect(throws: FeedError(.limitExceeded, "")) { try encode([deep]) }
        let large = CBORValue.text(String(repeating: "x", count: 600_000)).encoded
        #expect(throws: FeedError(.limitExceeded, "")) { try encode([large, large]) }
    }

    /// One entry of the largest size fits whatever its form.
    @Test func everySingleEntryFits() throws {
        let keys = (0..<40_000).map { CBORPair(.integer(Int64($0)), .null) }
        let maps = (0..<30_000).map { CBORValue.map([CBORPair(.integer(Int64($0)), 1)]) }
        for item in [CBORValue.map(keys), .array(maps), .array((0..<250_000).map { .integer(Int64($0 % 20)) })] {
            #expect(item.encoded.count <= FeedLimits.entryBytes)
            let container = try encode([item.encoded])
            #expect(try decode(container, count: 1) == [item.encoded])
        }
    }

    // MARK: Hostile containers

    /// A container of an uncompressed control block and blobs.
    private func container(_ control: [UInt8], blobs: [[UInt8]] = []) -> [UInt8] {
        var bytes = varint(blobs.count)
        for section in [control] + blobs { bytes += varint(section.count) + varint(section.count) + section }
        return bytes
    }

    private func varint(_ value: Int) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
    }

    @Test func constantArraysCannotMultiply() throws {
        // Arrays of 127 items, five deep: 127^5 nulls from a few bytes.
        let control: [UInt8] = Array(repeatElement([4, 0, 127], count: 5).joined()) + [9]
        #expect(throws: FeedError(.limitExceeded, "")) { try decode(container(control), count: 1) }
    }

    @Test func aCountThatOverflowsIsRefused() throws {
        let huge: [UInt8] = [4, 0] + [UInt8](repeating: 0xFF, count: 9) + [1, 9]
        #expect(throws: FeedError(.limitExceeded, "")) { try decode(container(huge), count: 3) }
    }

    @Test func aRepeatedStringCannotMultiply() throws {
        // One dictionary string of 1,000 bytes for 4,096 items is 4 MB.
        let blob = [UInt8](repeating: 0x41, count: 1000)
        let control: [UInt8] = [3, 1, 1] + [0, 0] + [0] + varint(1000) + varint(1000) + [0, 0]
        #expect(throws: FeedError(.limitExceeded, "")) { try decode(container(control, blobs: [blob]), count: 4096) }
        #expect(try decode(container(control, blobs: [blob]), count: 100).count == 100)
    }

    @Test func constantPlanesCannotMultiply() throws {
        // 2,000,000 strings of 64 constant bytes would be 128 MB.
        let control: [UInt8] = [2, 2, 0, 64] + Array(repeatElement([1, 0], count: 64).joined())
        #expect(throws: FeedError(.limitExceeded, "")) { try decode(container(control), count: 2_000_000) }
        #expect(try decode(container(control), count: 10).allSatisfy { $0.count == 66 })
    }

    @Test func aBombIsRefusedBeforeItUnfolds() throws {
        let zeros = [UInt8](repeating: 0, count: 64 << 20)
        let frame = try Zstandard.compress(zeros)
        let bomb = varint(0) + varint(zeros.count) + varint(frame.count) + frame
        #expect(throws: FeedError(.limitExceeded, "")) { try decode(bomb, count: 1, limit: 8 << 20) }
        let lying = varint(0) + varint(100_000) + varint(frame.count) + frame
        #expect(throws: FeedError(.malformedBatch, "")) { try decode(lying, count: 1, limit: 8 << 20) }
    }

    @Test func manyKeysWithoutUseAreRefused() throws {
        let keys: [UInt8] = (0..<UInt8(24)).flatMap { [1, $0] as [UInt8] }
        let control: [UInt8] = [5, 24] + keys + [1, 0, 0, 0] + [UInt8](repeating: 9, count: 24)
        #expect(throws: FeedError(.malformedBatch, "")) { try decode(container(control), count: 1) }
    }
}

/// Random items of the subset.
enum RandomCBOR {
    static func item(_ random: inout SeededRandom, depth: Int) -> CBORValue {
        switch random.next() % (depth > 0 ? 10 : 7) {
        case 0: return .integer(Int64(bitPattern: random.next() >> (random.next() % 64)))
        case 1: return .integer(Int64(random.next() % 30) - 10)
        case 2: return .bytes(random.bytes(Int(random.next() % 40)))
        case 3: return .text(["", "Ana", "suspect", "Ωmega", "+40712345678"].randomElement(using: &random)!)
        case 4: return .null
        case 5: return .boolean(random.next() & 1 == 0)
        case 6: return .integer(Int64.min + Int64(random.next() % 3))
        case 7: return .array((0..<random.next() % 5).map { _ in item(&random, depth: depth - 1) })
        case 8: return .tagged(random.next() >> (random.next() % 64), item(&random, depth: depth - 1))
        default:
            var pairs: [CBORPair] = []
            for key in 0..<Int64(8) where random.next() % 2 == 0 {
                pairs.append(CBORPair(.integer(key * 7), item(&random, depth: depth - 1)))
            }
            if random.next() % 4 == 0 { pairs.append(CBORPair(.text("note"), item(&random, depth: depth - 1))) }
            return .map(pairs)
        }
    }
}
