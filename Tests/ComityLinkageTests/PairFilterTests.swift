@testable import ComityLinkage
import Testing

/// What spares comparisons never changes a level, a weight or a list of pairs.
@Suite struct PairFilterTests {
    private static let identifiers = [
        "12345", "123456789", "8007031610", "0611223344", "a1234567", "ab12cd34", "o0o0o0o0", "rn123456", "1l1l1l1l",
        "12345678901234567", "600612345",
    ]
    private static let emails = [
        "tbell@yahoo.com", "t.bell@yahoo.com", "tbell@aol.com", "ab@cdefgh.org", "abcde@fgh.org", "no at sign",
        "jane.doe@example.org", "jane_doe@example.net", "x@y",
    ]
    private static let dates = [
        "19850307", "19850703", "19860307", "19850308", "19850000", "19850300", "00850307", "20010101", "19580531",
        "19583105", "18581231",
    ]
    private static let postcodes = ["60200", "60220", "6020", "sw1a1aa", "sw1a2aa", "bt71", "06020", "1"]
    private static let numbers = ["1", "12", "21", "121", "12a", "112", "1234"]

    private func cells(_ texts: [String], _ random: inout TestRandom) -> [[UInt8]] {
        var cells = texts.map { Array($0.utf8) }
        for _ in 0..<400 {
            var text = random.pick(texts)
            for _ in 0..<1 + random.below(3) { text = random.slip(text) }
            cells.append(Array(text.utf8))
        }
        cells.append(cells[0] + [Standardisation.separator] + cells[1])
        cells.append(Array("\u{E9}t\u{E9}".utf8))
        return cells.filter { !$0.isEmpty }
    }

    @Test(arguments: [
        (ComparisonKind.identifier, identifiers), (.email, emails), (.postcode, postcodes), (.number, numbers),
        (.code, numbers), (.date, dates), (.text, emails),
    ])
    func signaturesNeverContradictTheLevel(kind: ComparisonKind, texts: [String]) {
        var random = TestRandom(seed: 41)
        let cells = cells(texts, &random)
        let comparer = CellComparer()
        var spared = 0
        for _ in 0..<12_000 {
            let (left, right) = (random.pick(cells), random.pick(cells))
            guard left != right else { continue }
            left.withUnsafeBufferPointer { one in
                right.withUnsafeBufferPointer { other in
                    let signatures = (
                        CellSignature.signature(one, kind), CellSignature.signature(other, kind)
                    )
                    let level = Int(comparer.level(kind, one, other))
                    if kind == .date, signatures.0 != 0, signatures.1 != 0 {
                        spared += 1
                        #expect(Int(DateLevels.level(signatures.0, signatures.1)) == level, "\(left) \(right)")
                    } else if CellSignature.differ(signatures.0, signatures.1, kind) {
                        spared += 1
                        #expect(level == kind.levelCount, "\(left) \(right)")
                        #expect(CellSignature.differ(signatures.1, signatures.0, kind))
                    }
                }
            }
        }
        #expect(spared > 500 || kind == .text)
    }

    @Test func theFirstLookFindsWhatSignaturesSay() {
        var random = TestRandom(seed: 42)
        let kinds: [ComparisonKind] = [.identifier, .email, .postcode, .number, .code, .name]
        let best: [Int32] = [7, 70, 700, 7_000, 70_000, 700_000]
        let last: [Int32] = [-3, -30, -300, -3_000, -30_000, -300_000]
        let exact: [Int32] = [9, 90, 900, 9_000, 90_000, 900_000]
        let look = FirstLook(kinds, last: last, best: best, width: 8)
        for _ in 0..<4_000 {
            var one = [UInt32](repeating: 0, count: 24)
            var other = one
            var most: Int32 = 0
            var (equal, apart, open) = (UInt32(0), UInt32(0), UInt32(0))
            for number in kinds.indices {
                one[number] = UInt32(random.below(3))
                other[number] = UInt32(random.below(3))
                one[8 + number] = signature(&random)
                other[8 + number] =
                    random.chance(0.5) ? one[8 + number] ^ 1 << UInt32(random.below(31)) : signature(&random)
                one[16 + number] = UInt32(bitPattern: exact[number])
                guard one[number] != 0, other[number] != 0 else { continue }
                let bit: UInt32 = 1 << UInt32(number)
                if one[number] == other[number] {
                    (equal, most) = (equal | bit, most + exact[number])
                } else if CellSignature.differ(one[8 + number], other[8 + number], kinds[number]) {
                    (apart, most) = (apart | bit, most + last[number])
                } else {
                    (open, most) = (open | bit, most + best[number])
                }
            }
            let found = look.look(one, other)
            #expect(found.most == most)
            #expect(found.exact == equal && found.last == apart && found.open == open)
        }
    }

    private func signature(_ random: inout TestRandom) -> UInt32 {
        UInt32(random.below(1 << 32)) & UInt32(random.below(1 << 32))
            | (random.chance(0.8) ? CellSignature.isMeant : 0)
    }

    /// The index scores every candidate pair in full.
    @Test func aRunFindsThePairsThatAreFoundWithoutSparingAny() throws {
        var random = TestRandom(seed: 43)
        let fields = [
            LinkageField(name: "given", kind: .givenName), LinkageField(name: "surname", kind: .surname),
            LinkageField(name: "born", kind: .dateOfBirth), LinkageField(name: "street", kind: .street),
            LinkageField(name: "postcode", kind: .postcode), LinkageField(name: "phone", kind: .phone),
            LinkageField(name: "phone 2", kind: .phone), LinkageField(name: "email", kind: .email),
            LinkageField(name: "sex", kind: .sex),
        ]
        let given = ["anna", "ana", "anna maria", "peter", "petra", "ivan", "novak", "smith", "王"]
        let family = ["novak", "novakova", "ivanov", "smith", "smyth", "peter", "anna", "van der berg", "ivan"]
        let streets = ["12 north street", "21 north st", "3 mill lane", "14 station road", "5 mill ln"]
        var rows: [[[String]]] = []
        for _ in 0..<160 {
            rows.append([
                [random.pick(given)], [random.pick(family)], [random.pick(Self.dates + [""])],
                [random.pick(streets + [""])], [random.pick(Self.postcodes)],
                [random.pick(Self.identifiers + [""])], [random.pick(Self.identifiers + ["", "", ""])],
                [random.pick(Self.emails + [""])], [random.pick(["m", "f", ""])],
            ])
        }
        for threshold in [-4.0, 2, 9] {
            var table = try LinkageTable(fields: fields)
            for (key, values) in rows.enumerated() { try table.append(key: UInt64(key), values: values) }
            let model = try LinkageModel.untrained(table.plan).with(threshold: threshold)
            var index = LinkageIndex(model: model, mode: .linkAndDedupe)
            for (key, values) in rows.enumerated() { _ = try index.insert(UInt64(key), values: values) }
            var options = LinkageOptions(mode: .linkAndDedupe)
            options.assignment = .free
            options.reviewProbability = 0.000_1
            var run = try LinkageRun(table, options)
            let pairs = try run.score(model).filter { $0.weight >= index.leastWeight }
            #expect(pairs == index.pairs())
            #expect(pairs.count > 100)
        }
    }
}
