import ComityCore
import ComityCrypto
import Foundation
import Testing

/// Every decoder against damaged samples. The strategy is that of a fuzzer without feedback: seeded bit flips, cuts,
/// insertions and splices of two samples, over all vectors, good and bad.
///
/// Nothing may crash, each refusal is an error of the decoder's room, and whatever is accepted is written again as the
/// same bytes. `scripts/fuzz` goes on from here.
@Suite struct MutationTests {
    /// Damaged samples of each decoder: a second or two in a debug build.
    private static let rounds = 3000

    @Test(arguments: Decoder.all.map(\.name)) func damagedSamples(_ name: String) throws {
        let decoder = try #require(Decoder.all.first { $0.name == name })
        let samples = try samples(of: decoder)
        #expect(!samples.isEmpty)
        var random = SeededRandom(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        var accepted = 0
        for sample in samples {
            check(decoder, sample)
            if case .accepted = decoder.run(sample) { accepted += 1 }
        }
        #expect(accepted > 0, "no sample is good: damage to none of them goes deep")
        for _ in 0..<Self.rounds { check(decoder, mutated(samples, &random)) }
    }

    private func check(_ decoder: Decoder, _ bytes: [UInt8]) {
        if case .fault(let reason) = decoder.run(bytes) {
            Issue.record("\(decoder.name): \(reason): \(Hex.encode(bytes.prefix(2000)))")
        }
    }

    /// The samples that are short enough to be damaged thousands of times.
    private func samples(of decoder: Decoder) throws -> [[UInt8]] {
        let limitBytes = 4096
        let folder = repositoryRoot.appendingPathComponent("Specs/vectors/\(decoder.vectors)")
        var samples = decoder.more
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            guard let field = decoder.field else {
                samples.append(withoutHeader(try vectorBytes("\(decoder.vectors)/\(name)")))
                continue
            }
            guard name.hasSuffix(".txt") else { continue }
            for vector in try VectorCase.load("\(decoder.vectors)/\(name)") where vector.optional(field) != nil {
                samples.append(try vector.bytes(field))
            }
        }
        if decoder.name == "card-payload" { samples = samples.compactMap(cardPayload) }
        return samples.filter { $0.count <= limitBytes }
    }

    /// A vector that begins with `case:` has its header up to the first empty line.
    private func withoutHeader(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.starts(with: "case:".utf8) else { return bytes }
        let ends = bytes.indices.dropLast().first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
        return ends.map { Array(bytes[($0 + 2)...]) } ?? bytes
    }

    private func cardPayload(_ card: [UInt8]) -> [UInt8]? {
        do throws(CryptoError) {
            return try SignedCard(decoding: card).card.encoded
        } catch {
            return nil
        }
    }

    private func mutated(_ samples: [[UInt8]], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = samples.randomElement(using: &random) ?? []
        for _ in 0...random.next() % 3 {
            let place = Int(random.next() % UInt64(bytes.count + 1))
            switch random.next() % 7 {
            case 0, 1, 2: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.next() % 8) }
            case 3: bytes.removeSubrange(place...)
            case 4: bytes.insert(contentsOf: random.bytes(Int(random.next() % 5)), at: place)
            case 5:
                if place < bytes.count {
                    bytes[place] = [0, 0x17, 0x18, 0x1B, 0x7F, 0x80, 0xFF].randomElement(using: &random)!
                }
            default:
                let other = samples.randomElement(using: &random) ?? []
                let start = Int(random.next() % UInt64(other.count + 1))
                bytes = Array(bytes[..<place]) + other[start...]
            }
        }
        return bytes
    }
}
