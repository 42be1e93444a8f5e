import ComityLinkage
import ComityReference
import Testing

/// Published worked examples, one a line, and the twins on seeded random strings.
@Suite struct StringVectorTests {
    @Test func jaroWinklerGivesThePublishedSimilarities() throws {
        for words in try Vectors.lines("jaro-winkler.txt", count: 3) {
            let expected = try #require(Double(words[2]))
            #expect(abs(similarity(words[0], words[1]) - expected) < 0.000_6, "\(words)")
        }
    }

    @Test func editDistanceGivesThePublishedDistances() throws {
        for words in try Vectors.lines("edit-distance.txt", count: 3) {
            let expected = try #require(Int(words[2]))
            #expect(distance(Array(words[0].utf8), Array(words[1].utf8), 9) == expected, "\(words)")
            #expect(distance(Array(words[0].utf8), Array(words[1].utf8), 1) == min(expected, 2), "\(words)")
        }
    }

    @Test func soundexGivesThePublishedCodes() throws {
        for words in try Vectors.lines("soundex.txt", count: 2) {
            let code = Array(words[0].utf8).withUnsafeBufferPointer { Soundex.code($0) }
            let text = (0..<4).map { Character(Unicode.Scalar(UInt8(truncatingIfNeeded: code >> (24 - 8 * $0)))) }
            #expect(String(text) == words[1])
        }
    }

    @Test func nysiisGivesThePublishedCodes() throws {
        for words in try Vectors.lines("nysiis.txt", count: 2) {
            let code = Array(words[0].utf8).withUnsafeBufferPointer { NYSIIS.code($0) }
            #expect(text(code) == words[1], "\(words)")
        }
    }

    @Test func wordsOfOtherLettersHaveNoNYSIIS() {
        for word in ["", "王", "a1"] {
            #expect(Array(word.utf8).withUnsafeBufferPointer { NYSIIS.code($0) } == 0)
        }
    }

    /// All words of up to five letters of those that the rules are about, a few at a time, and random ones.
    @Test(arguments: ["aehs", "kmnw", "cdst", "pfhr", "eviy", "bqzg"])
    func phoneticCodesEqualTheirTwins(_ letters: String) {
        var words = [""]
        var last = [""]
        for _ in 0..<5 {
            last = last.flatMap { head in letters.map { head + String($0) } }
            words += last
        }
        var random = TestRandom(seed: UInt64(letters.utf8.first ?? 0))
        for _ in 0..<1_000 { words.append(random.word(1...12)) }
        for word in words.dropFirst() { expectPhoneticTwins(word) }
    }

    private func expectPhoneticTwins(_ word: String) {
        let codes = Array(word.utf8).withUnsafeBufferPointer { (UInt64(Soundex.code($0)), NYSIIS.code($0)) }
        #expect(text(codes.0) == ReferencePhonetics.soundex(word), "\(word)")
        #expect(text(codes.1) == ReferencePhonetics.nysiis(word), "\(word)")
    }

    /// The bytes of a packed code.
    private func text(_ code: UInt64) -> String {
        let letters = (0..<8).map { UInt8(truncatingIfNeeded: code >> (56 - 8 * UInt64($0))) }.filter { $0 > 0 }
        return String(decoding: letters, as: UTF8.self)
    }

    @Test(arguments: [
        ("catherine", "katharina"), ("zhang", "chang"), ("qaddafi", "gaddafi"), ("wladimir", "vladimir"),
        ("yelena", "helena"), ("philip", "filip"),
    ])
    func soundIsOneAcrossLanguages(_ left: String, _ right: String) {
        let codes = [left, right].map { name in Array(name.utf8).withUnsafeBufferPointer { Soundex.sound($0) } }
        #expect(codes[0] == codes[1] && codes[0] != 0)
    }

    @Test func namesWithoutALatinLetterHaveNoSoundex() {
        #expect(Array("王".utf8).withUnsafeBufferPointer { Soundex.code($0) } == 0)
        #expect([UInt8]().withUnsafeBufferPointer { Soundex.code($0) } == 0)
    }

    @Test func fastStringsEqualTheirTwinsBitForBit() {
        var random = TestRandom(seed: 7)
        for _ in 0..<20_000 {
            let (left, right) = random.similarStrings(longest: 70)
            let fast = similarity(left, right)
            #expect(fast.bitPattern == ReferenceStrings.jaroWinkler(left, right).bitPattern, "\(left) \(right)")
            let whole = ReferenceStrings.editDistance(left, right)
            #expect(distance(left, right, 2) == min(whole, 3), "\(left) \(right)")
        }
    }

    /// All pairs of strings of up to five letters of two, and of up to three letters of three.
    @Test(arguments: [(2, 5), (3, 3)])
    func fastStringsEqualTheirTwinsOnSmallAlphabets(_ letters: Int, _ longest: Int) {
        var strings: [[UInt8]] = [[]]
        var last: [[UInt8]] = [[]]
        for _ in 0..<longest {
            last = last.flatMap { head in (0..<letters).map { head + [0x61 + UInt8($0)] } }
            strings += last
        }
        for left in strings {
            for right in strings { expectTwins(left, right) }
        }
    }

    @Test func onePatternAgainstManyEqualsThePairs() {
        var random = TestRandom(seed: 17)
        for _ in 0..<5_000 {
            let (left, right) = random.similarStrings(longest: 90)
            expectTwins(left, right)
        }
    }

    private func expectTwins(_ left: [UInt8], _ right: [UInt8]) {
        let whole = ReferenceStrings.editDistance(left, right)
        let bits = ReferenceStrings.jaroWinkler(left, right).bitPattern
        let found = left.withUnsafeBufferPointer { one in
            right.withUnsafeBufferPointer { other in
                let pattern = StringPattern(one)
                return (pattern.similarity(to: other), [1, 2, 100].map { pattern.distance(to: other, limit: $0) })
            }
        }
        #expect(found.0.bitPattern == bits, "\(left) \(right)")
        #expect(found.1 == [min(whole, 2), min(whole, 3), whole], "\(left) \(right)")
        #expect(similarity(left, right).bitPattern == bits, "\(left) \(right)")
        #expect(similarity(right, left).bitPattern == bits, "the other way round: \(left) \(right)")
        #expect(distance(left, right, 100) == whole, "\(left) \(right)")
    }

    private func similarity(_ left: String, _ right: String) -> Double {
        similarity(Array(left.utf8), Array(right.utf8))
    }

    private func similarity(_ left: [UInt8], _ right: [UInt8]) -> Double {
        let jaro = JaroWinkler()
        return left.withUnsafeBufferPointer { one in right.withUnsafeBufferPointer { jaro.similarity(one, $0) } }
    }

    private func distance(_ left: [UInt8], _ right: [UInt8], _ limit: Int) -> Int {
        left.withUnsafeBufferPointer { one in
            right.withUnsafeBufferPointer { EditDistance.distance(one, $0, limit: limit) }
        }
    }
}
