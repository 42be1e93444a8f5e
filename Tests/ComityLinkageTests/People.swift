import ComityLinkage

/// Invented persons with known truth: two sources, each field of the second wrong with a stated chance.
struct People {
    struct Row {
        let key: UInt64
        let source: UInt32
        let person: Int
        let values: [String]
    }

    static let fields = [
        LinkageField(name: "given", kind: .givenName), LinkageField(name: "surname", kind: .surname),
        LinkageField(name: "born", kind: .dateOfBirth), LinkageField(name: "town", kind: .locality),
        LinkageField(name: "postcode", kind: .postcode), LinkageField(name: "phone", kind: .phone),
        LinkageField(name: "region", kind: .region),
    ]

    /// Different values of each field, all equally likely: u of level 1 is one in so many.
    static let vocabulary = [150, 300, 7_300, 60, 200, 1_000_000, 8]

    let rows: [Row]

    /// - Parameters:
    ///   - count: persons; each is in both sources.
    ///   - wrong: the chance that a field of the second source is drawn anew.
    ///   - slips: the chance that it has one slip instead.
    ///   - families: whether every second person has surname, town, postcode, phone and region of the one before.
    init(_ count: Int, seed: UInt64, wrong: [Double], slips: Double = 0, families: Bool = false) {
        var random = TestRandom(seed: seed)
        let words = Self.vocabulary.prefix(2).map { size in (0..<size).map { _ in random.word(6...9) } }
        let towns = (0..<Self.vocabulary[3]).map { _ in random.word(6...9) }
        func draw(_ field: Int) -> String {
            let number = random.below(Self.vocabulary[field])
            switch field {
            case 0, 1: return words[field][number]
            case 2: return Self.date(number)
            case 3: return towns[number]
            case 4: return String(10_000 + number * 379)
            case 5: return "2" + String(1_000_000 + number * 7_919 % 1_000_000)
            default: return ["nsw", "vic", "qld", "wa", "sa", "tas", "act", "nt"][number]
            }
        }
        var rows: [Row] = []
        for person in 0..<count {
            var first = Self.fields.indices.map { draw($0) }
            if families, person % 2 == 1 {
                let relative = rows[rows.count - 2].values
                for field in [1, 3, 4, 5, 6] { first[field] = relative[field] }
            }
            var second = first
            for field in second.indices {
                if random.chance(wrong[field]) {
                    second[field] = draw(field)
                } else if random.chance(slips), field != 6 {
                    second[field] = random.slip(second[field])
                }
            }
            rows.append(Row(key: UInt64(person), source: 0, person: person, values: first))
            rows.append(Row(key: UInt64(person + 1_000_000), source: 1, person: person, values: second))
        }
        self.rows = rows
    }

    func table(_ rows: [Row]? = nil) throws -> LinkageTable {
        var table = try LinkageTable(fields: Self.fields)
        for row in rows ?? self.rows { try table.append(key: row.key, source: row.source, texts: row.values) }
        return table
    }

    /// The share of persons whose rows agree on a field: the true m of level 1.
    func agreement(_ field: Int) -> Double {
        let pairs = stride(from: 0, to: rows.count, by: 2)
        let equal = pairs.count(where: { rows[$0].values[field] == rows[$0 + 1].values[field] })
        return Double(equal) / Double(rows.count / 2)
    }

    static func isTrue(_ pair: ScoredPair) -> Bool { pair.left + 1_000_000 == pair.right }

    private static func date(_ number: Int) -> String {
        let year = 1960 + number / 365
        let month = 1 + number % 365 % 12
        let day = 1 + number % 365 / 12 % 28
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
