import ComityCore
import ComityRecords
import Testing

/// Random contents: encodings are canonical, patches obey their law. Exhaustive for few fields and values.
@Suite struct ContentPropertyTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func encodingReadsBackAndIsTheOnlySpelling(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let content = RandomContent.content(&random)
            content.checkInvariants()
            let bytes = content.encoded
            #expect(try Content(decoding: bytes) == content)
            #expect(try CBORValue(decoding: bytes).encoded == bytes)
            mutated(bytes, &random)
        }
    }

    /// Whatever a damaged encoding reads as, it is spelled with exactly these bytes.
    private func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) {
        for _ in 0..<10 {
            var damaged = bytes
            damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            do { #expect(try Content(decoding: damaged).encoded == damaged) } catch {}
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func applyingTheDifferenceGivesTheTarget(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let base = RandomContent.content(&random)
            let target = RandomContent.content(&random)
            let patch = try #require(target.difference(from: base))
            #expect(base.applying(patch) == target)
            #expect(base.applying(patch).encoded == target.encoded)
            #expect(try ContentPatch(decoding: patch.encoded) == patch)
            #expect(try #require(base.difference(from: base)).isEmpty)
        }
    }

    /// Every pair of contents over two fields with no, one or another value, with or without provenance.
    @Test func patchesOfAllSmallContents() throws {
        var provenance = Provenance()
        provenance.method = .stated
        var contents: [Content] = []
        for left in 0..<3 {
            for right in 0..<3 {
                for hasProvenance in [false, true] {
                    var content = Content(type: .person, defaultProvenance: hasProvenance ? provenance : nil)
                    if left > 0 { content.set(.dob, to: .integer(Int64(left))) }
                    if right > 0 { content.set(1000, to: .integer(Int64(right))) }
                    contents.append(content)
                }
            }
        }
        for base in contents {
            for target in contents {
                let patch = try #require(target.difference(from: base))
                #expect(base.applying(patch) == target)
                #expect(patch.isEmpty == (base == target))
                #expect(try ContentPatch(decoding: patch.encoded) == patch)
            }
        }
        #expect(Content(type: .vehicle).difference(from: Content(type: .person)) == nil)
    }

    @Test func expiredClaimsAreHidden() {
        var provenance = Provenance()
        provenance.expires = Timestamp(milliseconds: 10)
        let content = Content(
            type: .person,
            fields: [
                Field(.names, claims: [Claim(.text("a"), provenance: provenance), Claim(.text("b"))]),
                Field(.sex, claims: [Claim(.text("c"), provenance: provenance)]),
            ])
        #expect(content.nextExpiry == Timestamp(milliseconds: 10))
        #expect(content.hidingExpiredClaims(at: Timestamp(milliseconds: 9)) == content)
        #expect(
            content.hidingExpiredClaims(at: Timestamp(milliseconds: 10))
                == Content(type: .person, fields: [Field(.names, .text("b"))]))
    }
}
