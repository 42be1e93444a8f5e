import ComityLinkage
import Testing

/// Searches over the live index: by name in any spelling or script, by number, ranked and explained.
@Suite struct LinkageLookupTests {
    private static let fields = [
        LinkageField(name: "given", kind: .givenName), LinkageField(name: "surname", kind: .surname),
        LinkageField(name: "alias", kind: .alias), LinkageField(name: "born", kind: .dateOfBirth),
        LinkageField(name: "phone", kind: .phone), LinkageField(name: "email", kind: .email),
        LinkageField(name: "document", kind: .documentID),
    ]
    private static let rows = [
        ["Jana", "Nováková", "", "1985-03-07", "+420 601 234 567", "jana@example.org", "AB 123456"],
        ["Jan", "Novak", "", "1985-03-08", "+420 601 234 568", "", "CD 777"],
        ["Vladimir", "Petrov", "Vova", "1970-01-02", "", "", ""],
        ["William", "Smith", "", "", "+44 20 7946 0000", "", ""],
        ["王", "小明", "", "", "", "", ""],
        ["Katharina", "Schmidt", "", "1990", "", "", "1AB 2345"],
    ]

    private func index() throws -> LinkageIndex {
        var index = LinkageIndex(model: try .untrained(try LinkagePlan(fields: Self.fields)))
        for (key, row) in Self.rows.enumerated() {
            _ = try index.insert(UInt64(key), values: row.map { $0.isEmpty ? [] : [$0] }, isForSearch: key == 5)
        }
        return index
    }

    private func first(_ text: String) throws -> LookupHit? { try index().lookup(text, limit: 3).first }

    @Test(arguments: [
        ("jana novakova", 0, "exact"), ("NOVÁKOVÁ", 0, "exact"), ("Новакова", 0, "exact"),
        ("Novakowa", 0, "near"), ("Владимир Петров", 2, "exact"), ("Wladimir", 2, "near"), ("petroff", 2, "alike"),
        ("vova", 2, "exact"),
        ("bill smith", 3, "nickname"), ("smyth", 3, "near"), ("wang xiaoming", 4, "alike"), ("王小明", 4, "exact"),
        ("catherine schmitt", 5, "alike"), ("601 234 567", 0, "exact"), ("00420601234567", 0, "exact"),
        ("ab123456", 0, "exact"), ("AB 123456", 0, "exact"), ("jana@example.org", 0, "exact"),
        ("novak 1985-03-08", 1, "exact"), ("1AB 2345", 5, "exact"), ("2079460000", 3, "exact"),
    ])
    func theRowMeantComesFirst(_ text: String, _ key: UInt64, _ level: String) throws {
        let hit = try first(text)
        #expect(hit?.key == key)
        #expect(hit?.best?.level == level)
    }

    @Test func aHitTellsFieldsAndLevels() throws {
        let hit = try #require(try first("bill smith 2079460000"))
        #expect(
            Set(hit.parts.map { "\($0.field) \($0.level)" }) == [
                "phone exact", "given nickname", "surname exact",
            ])
        #expect(hit.parts.allSatisfy { $0.weight > 0 })
        #expect(hit.weight == hit.parts.reduce(0) { $0 + $1.weight })
        #expect(try first("999 234 567")?.best?.level == "last-six")
    }

    @Test func nothingOfARemovedRowIsFound() throws {
        var index = try index()
        #expect(index.lookup("novak", limit: 5).count == 2)
        #expect(index.lookup("novak", limit: 1).map(\.key) == [1])
        _ = index.remove(1)
        #expect(index.lookup("novak", limit: 5).map(\.key) == [0])
        for key in index.keys { _ = index.remove(key) }
        #expect(index.lookup("novak jana vova 601234567", limit: 5) == [])
        #expect(index.lookup("", limit: 5) == [])
        try index.checkInvariants()
    }

    @Test func rowsForSearchHaveNoPairs() throws {
        var index = try index()
        let twin = Self.rows[0].map { [$0] }
        #expect(try index.insert(10, values: twin, isForSearch: true) == LinkageChange())
        #expect(try index.query(values: twin).map(\.left).contains(10) == false)
        #expect(index.pairs(of: 10) == [])
        #expect(index.lookup("jana nováková", limit: 2).map(\.key) == [0, 10])
    }

    @Test func crowdedValuesAreTold() throws {
        let plan = try LinkagePlan(fields: Self.fields)
        let untrained = try LinkageModel.untrained(plan)
        let model = try LinkageModel(
            plan: plan, comparisons: untrained.comparisons, prior: untrained.prior, sharing: untrained.sharing,
            threshold: 2,
            rules: [BlockingRule([.init(4, .exact)]), BlockingRule([.init(1, .soundex), .init(3, .year)])],
            bucketLimit: 2)
        var index = LinkageIndex(model: model)
        for key in 0..<4 {
            let phone = key < 3 ? "601234567" : "777123456"
            _ = try index.insert(UInt64(key), values: [[], ["novak"], [], ["1985"], [phone], [], []])
        }
        #expect(index.crowdedValues().map(\.rule) == ["surname:soundex & born:year", "phone:exact"])
        #expect(index.crowdedValues().map(\.rowCount) == [4, 3])
        #expect(index.crowdedValues().map(\.kinds) == [[.surname, .dateOfBirth], [.phone]])
        _ = index.remove(0)
        #expect(index.crowdedValues().map(\.rowCount) == [3])
    }
}
