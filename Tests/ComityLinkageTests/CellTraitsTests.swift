import ComityLinkage
import Testing

/// Traits spare comparisons and never change a level.
@Suite struct CellTraitsTests {
    private static let words = [
        "muhammad", "mohammed", "mhmd", "ali", "aly", "al", "alhassan", "hassan", "arnold", "amold", "clara", "dara",
        "bill",
        "william", "will", "wilhelm", "guillermo", "schmidt", "schmitt", "smith", "s", "o0o", "ooo", "1l1", "iii",
        "wang", "huang",
        "wan", "anna maria", "maria", "王", "li", "lee", "xavier", "javier", "jose\u{1F}pepe", "pepe", "joseph", "yusuf",
        "ywsf",
        "12345", "1234567", "712345", "123 north st", "123 n street",
    ]

    @Test func levelsAreTheSameWithTraits() {
        var random = TestRandom(seed: 31)
        var cells = Self.words.map { Array($0.utf8) }
        for _ in 0..<300 { cells.append(Array(random.word(2...9).utf8)) }
        for _ in 0..<300 { cells.append(Array(random.slip(random.pick(Self.words)).utf8)) }
        for _ in 0..<20_000 { expectSame(random.pick(cells), random.pick(cells)) }
        for _ in 0..<5_000 {
            let (left, right) = random.similarStrings(longest: 30)
            if left != right, !left.isEmpty, !right.isEmpty { expectSame(left, right) }
        }
    }

    @Test func mostPairsOfNamesNeedNoComparison() {
        let names = ["john", "mary", "robert", "patricia", "michael", "jennifer", "david", "linda", "william", "susan"]
        var spared = 0
        for left in names {
            for right in names where left != right {
                let isSpared = Array(left.utf8).withUnsafeBufferPointer { one in
                    Array(right.utf8).withUnsafeBufferPointer {
                        CellTraits(one).differ(from: CellTraits($0), .givenName)
                    }
                }
                spared += isSpared ? 1 : 0
            }
        }
        #expect(spared >= 70, "of 90")
    }

    private func expectSame(_ left: [UInt8], _ right: [UInt8]) {
        guard left != right else { return }
        let comparer = CellComparer()
        left.withUnsafeBufferPointer { one in
            right.withUnsafeBufferPointer { other in
                for kind in ComparisonKind.allCases {
                    let plain = comparer.level(kind, one, other)
                    let spared = comparer.level(kind, one, CellTraits(one), other, CellTraits(other))
                    #expect(plain == spared, "\(kind) \(left) \(right)")
                }
            }
        }
    }
}
