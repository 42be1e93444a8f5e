import ComityCompression
import ComityCore
import Testing

@Suite struct ZstandardTests {
    private static let people = (0..<400).map { number in
        let name = "\"given\":\"Ana\(number % 17)\",\"family\":\"Silva\(number % 31)\""
        return Array("{\(name),\"dob\":\"19\(50 + number % 50)-03-01\"}".utf8)
    }

    @Test func contentComesBack() throws {
        var random = SeededRandom(seed: 1)
        let compressor = try ZstdCompressor()
        let decompressor = try ZstdDecompressor()
        for count in [0, 1, 2, 100, 4096, 300_000] {
            for content in [random.bytes(count), [UInt8](repeating: 7, count: count)] {
                let frame = try compressor.compress(content)
                #expect(try decompressor.decompress(frame, limitBytes: count) == content)
                #expect(try Zstandard.compress(content) == frame)
            }
        }
    }

    @Test func theLevelOnlyChangesTheSize() throws {
        let content = Array(Self.people.joined())
        let fast = try Zstandard.compress(content, level: 1)
        let small = try Zstandard.compress(content, level: 19)
        #expect(small.count < fast.count)
        #expect(try Zstandard.decompress(small, limitBytes: content.count) == content)
    }

    /// A frame of 40 bytes that unfolds into 200 MB is refused by what it declares.
    @Test func aBombIsRefusedBeforeItUnfolds() throws {
        let bomb = try Zstandard.compress([UInt8](repeating: 0, count: 20_000_000))
        #expect(bomb.count < 4000)
        let error = #expect(throws: CompressionError.self) { try Zstandard.decompress(bomb, limitBytes: 1_000_000) }
        #expect(error?.kind == .limitExceeded)
        #expect(error?.reason == "a frame declares 20000000 bytes, over the limit of 1000000")
    }

    @Test func aFrameThatLiesAboutItsSizeIsRefused() throws {
        // Single segment, 2-byte size field: magic, descriptor 0x60, size - 256.
        var frame = try Zstandard.compress([UInt8](repeating: 9, count: 1000))
        #expect(Array(frame[0..<5]) == [0x28, 0xB5, 0x2F, 0xFD, 0x60])
        frame[5] &-= 1
        #expect(throws: CompressionError(.malformedFrame, "")) { try Zstandard.decompress(frame, limitBytes: 2000) }
        frame[5] &+= 2
        #expect(throws: CompressionError(.malformedFrame, "")) { try Zstandard.decompress(frame, limitBytes: 2000) }
    }

    @Test func everyTruncationIsRefused() throws {
        let frame = try Zstandard.compress(Self.people[0] + Self.people[1])
        for count in 0..<frame.count {
            #expect(throws: CompressionError(.malformedFrame, "")) {
                try Zstandard.decompress(Array(frame[..<count]), limitBytes: 1000)
            }
        }
    }

    @Test func bytesAfterTheFrameAreRefused() throws {
        let frame = try Zstandard.compress(Self.people[0])
        for suffix in [[0], frame, [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]] as [[UInt8]] {
            #expect(throws: CompressionError(.malformedFrame, "")) {
                try Zstandard.decompress(frame + suffix, limitBytes: 1000)
            }
        }
    }

    @Test func aSkippableFrameIsRefused() throws {
        #expect(throws: CompressionError(.malformedFrame, "")) {
            try Zstandard.decompress([0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0], limitBytes: 1000)
        }
    }

    /// A frame of the streaming kind: no size, window descriptor, one last raw block of 1 byte.
    @Test func aFrameWithoutASizeIsRefused() throws {
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x00, 0x09, 0x00, 0x00, 0x41]
        let error = #expect(throws: CompressionError.self) { try Zstandard.decompress(frame, limitBytes: 1000) }
        #expect(error?.kind == .malformedFrame)
        #expect(error?.reason == "a frame does not declare the size of its content")
    }

    @Test func flippedBitsNeverCrashOrGrow() throws {
        let content = Array(Self.people[0..<20].joined())
        let frame = try Zstandard.compress(content)
        let decompressor = try ZstdDecompressor()
        for bit in 0..<frame.count * 8 {
            var damaged = frame
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            do {
                let read = try decompressor.decompress(damaged, limitBytes: content.count + 64)
                #expect(read.count <= content.count + 64)
            } catch {
                #expect([.malformedFrame, .limitExceeded, .wrongDictionary].contains(error.kind))
            }
        }
        #expect(try decompressor.decompress(frame, limitBytes: content.count) == content)
    }

    @Test func randomBytesAreRefused() throws {
        var random = SeededRandom(seed: 7)
        for count in 0..<500 {
            #expect(throws: CompressionError.self) {
                try Zstandard.decompress([0x28, 0xB5, 0x2F, 0xFD] + random.bytes(count % 60), limitBytes: 1 << 16)
            }
        }
    }

    @Test func aDictionaryShrinksAndIsNamed() throws {
        let dictionary = try ZstdDictionary.train(samples: Self.people, limitBytes: 2048)
        #expect(dictionary.id != 0)
        #expect(try ZstdDictionary(bytes: dictionary.bytes) == dictionary)
        let plain = try Zstandard.compress(Self.people[3])
        let frame = try Zstandard.compress(Self.people[3], dictionary: dictionary)
        #expect(frame.count < plain.count)
        #expect(try Zstandard.decompress(frame, limitBytes: 1000, dictionary: dictionary) == Self.people[3])
        #expect(throws: CompressionError(.wrongDictionary, "")) { try Zstandard.decompress(frame, limitBytes: 1000) }
        #expect(throws: CompressionError(.wrongDictionary, "")) {
            try Zstandard.decompress(plain, limitBytes: 1000, dictionary: dictionary)
        }
    }

    @Test func whatIsNoDictionaryIsRefused() throws {
        #expect(throws: CompressionError(.malformedDictionary, "")) { try ZstdDictionary(bytes: []) }
        #expect(throws: CompressionError(.malformedDictionary, "")) {
            try ZstdDictionary(bytes: Array("a raw piece of text".utf8))
        }
        #expect(throws: CompressionError(.malformedDictionary, "")) {
            try ZstdDictionary.train(samples: [[1]], limitBytes: 1000)
        }
        #expect(throws: CompressionError(.limitExceeded, "")) {
            try ZstdDictionary(bytes: [UInt8](repeating: 0, count: ZstdDictionary.limitBytes + 1))
        }
    }
}
