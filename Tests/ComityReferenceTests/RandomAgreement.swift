import ComityAgreement
import ComityCore
import ComityCrypto
import ComityRecords

/// Random agreements that pass the checks, random records that often do not, all from one seed.
///
/// Strategy: few fields, few values and few instants, so that clauses meet, redactions collide and time matters;
/// now and then a value of the wrong form, an unknown word or an unknown field.
struct RandomWorld {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    static let agencies = ["alpha", "beta", "gamma", "delta"].map { AgencyID($0)! }
    static let purposes = ["investigation", "prosecution", "rescue"]
    static let types = ["person", "vehicle", "link", "location"]
    static let start = CivilDate(year: 2026, month: 1, day: 1)!.start
    static let days = ["2025-06-01", "2026-03-01", "2026-07-01", "2027-01-01", "2028-02-29"].map {
        CivilDate(parsing: $0)!
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: 0..<items.count, using: &random)] }

    mutating func some<Item>(_ items: [Item], atMost count: Int) -> [Item] {
        var left = items
        var taken: [Item] = []
        for _ in 0..<Int.random(in: 1...count, using: &random) where !left.isEmpty {
            taken.append(left.remove(at: Int.random(in: 0..<left.count, using: &random)))
        }
        return taken
    }

    mutating func instant() -> Timestamp {
        let day = pick(Self.days).start
        return chance(70)
            ? day : day.adding(milliseconds: Int64.random(in: -90_000_000_000...90_000_000_000, using: &random))
    }

    // MARK: Agreements

    mutating func agreement() -> Agreement {
        let count = Int.random(in: 2...4, using: &random)
        let parties = (0..<count).map { index in
            Party(
                agency: Self.agencies[index], name: chance(30) ? "Agency \"\(index)\"" : nil,
                partyClass: pick([.police, .police, .prosecutor, .victimService]), jurisdiction: "us-wa",
                key: try! PublicKey(bytes: [UInt8](repeating: UInt8(index + 65), count: 32)))
        }
        let names = parties.map(\.agency)
        let groups = chance(60) ? [Group(id: GroupID("some")!, members: some(names, atMost: count))] : []
        let clauses = (0..<Int.random(in: 1...6, using: &random)).map { clause($0, names, groups) }
        return Agreement(
            id: AgreementID("random")!, version: 1, title: "Random", purposes: ["testing"],
            authorities: [], effective: Self.start, until: Self.start.adding(days: 1500),
            review: nil, predecessor: nil, parties: parties, groups: groups, clauses: clauses)
    }

    private mutating func clause(_ index: Int, _ names: [AgencyID], _ groups: [Group]) -> Clause {
        let effect: Effect = index == 0 ? .permit : pick([.permit, .permit, .redact, .redact, .withhold])
        let shares = shares(effect)
        let isPermit = effect == .permit
        return Clause(
            id: ClauseID("c\(9 - index)")!, effect: effect, shares: shares,
            from: chance(20) ? parties(names, groups) : nil,
            to: chance(50) ? [.any] : parties(names, groups),
            condition: chance(isPermit ? 50 : 80) ? condition(Self.types(of: shares), depth: 0) : nil,
            retain: isPermit && chance(30)
                ? pick([Period(count: 1, unit: .year), Period(count: 40, unit: .week), Period(count: 7, unit: .month)])
                : nil,
            onward: .none, uses: isPermit && chance(20) ? some(Self.purposes, atMost: 2) : [])
    }

    private mutating func parties(_ names: [AgencyID], _ groups: [Group]) -> [PartyReference] {
        some(names.map { PartyReference.party($0) } + groups.map { .group($0.id) }, atMost: 3)
    }

    /// Nil for every type.
    private static func types(of shares: [Share]) -> [String]? {
        var types: [String] = []
        for share in shares {
            switch share {
            case .any: return nil
            case .type(let type), .fields(let type, _): types.append(type)
            }
        }
        return types
    }

    private mutating func shares(_ effect: Effect) -> [Share] {
        if effect != .redact, chance(effect == .withhold ? 40 : 10) { return [.any] }
        let types = chance(75) ? ["person"] : some(Self.types, atMost: 2)
        return types.map { type in
            if effect != .redact, chance(25) { return .type(type) }
            return .fields(type: type, fields(of: type, effect))
        }
    }

    static func paths(of type: String) -> [(path: String, field: FieldDefinition, part: PartDefinition?)] {
        let definition = Schema.current.type(named: type)!
        return definition.fields.flatMap { field in
            [(field.name, field, nil)] + (field.composite?.parts.map { ("\(field.name).\($0.name)", field, $0) } ?? [])
        }
    }

    private static let favourites: Set<String> = [
        "names", "names.given", "names.kind", "dob", "sex", "phones.e164", "phones", "addresses", "addresses.region",
        "tlp", "victim_protected", "handling", "releasable_to", "retain_until", "consent", "subject_category",
        "plate.number", "from", "to", "confidence_level", "review_by", "handling.text",
    ]

    private mutating func fields(of type: String, _ effect: Effect) -> [SharedField] {
        let all = Self.paths(of: type)
        let liked = all.filter { Self.favourites.contains($0.path) }
        var fields: [SharedField] = []
        for (path, field, part) in some(chance(75) && !liked.isEmpty ? liked : all, atMost: 6) {
            let transforms = Self.transforms(field, part)
            if effect == .redact || (effect == .permit && chance(25)) {
                if !transforms.isEmpty { fields.append(SharedField(path: path, transform: pick(transforms))) }
            } else {
                fields.append(SharedField(path: path, transform: nil))
            }
        }
        guard fields.isEmpty else { return fields }
        let fallback = all.first { !Self.transforms($0.field, $0.part).isEmpty }!
        return [
            SharedField(
                path: fallback.path,
                transform: effect == .redact ? Self.transforms(fallback.field, fallback.part)[0] : nil)
        ]
    }

    private static func transforms(_ field: FieldDefinition, _ part: PartDefinition?) -> [Transform] {
        switch part?.shape ?? field.shape {
        case .date: [.year, .token]
        case .text, .openWord: [.initials, .token]
        case .integer: [.token]
        case .composite(let composite):
            composite.name == "name" ? [.initials] : composite.name == "address" ? [.region] : []
        default: []
        }
    }

    // MARK: Conditions

    private mutating func condition(_ types: [String]?, depth: Int) -> Condition {
        if depth < 3, chance(50) {
            let terms = (0..<Int.random(in: 2...3, using: &random)).map { _ in condition(types, depth: depth + 1) }
            switch Int.random(in: 0..<3, using: &random) {
            case 0: return .not(terms[0])
            case 1:
                return .all(terms.flatMap { if case .all(let inner) = $0 { inner } else { [$0] } })
            default:
                return .any(terms.flatMap { if case .any(let inner) = $0 { inner } else { [$0] } })
            }
        }
        return test(types)
    }

    private mutating func test(_ types: [String]?) -> Condition {
        if chance(8) {
            return .compare(.now, pick([.less, .lessOrEqual, .greater, .greaterOrEqual]), timeLiteral(fixed: true))
        }
        let common = Self.paths(of: "person").filter { $0.field.number >= 64 }
        var paths = common
        if let types, types.count == 1 { paths += Self.paths(of: types[0]).filter { $0.field.number < 64 } }
        let liked = paths.filter { Self.favourites.contains($0.path) || $0.field.name == "legal_basis" }
        let (path, field, part) = pick(chance(80) ? liked : paths)
        let shape = part?.shape ?? field.shape
        if chance(12) { return .presence(path: path, isPresent: chance(50)) }
        switch shape {
        case .boolean:
            return chance(60)
                ? .flag(path: path) : .compare(.field(path), pick([.equal, .notEqual]), .boolean(chance(50)))
        case .word(let words):
            return member(path, words.map { .text($0.lowercased()) })
        case .level(let words):
            let word = Literal.text(pick(words).lowercased())
            return .compare(.field(path), pick(Comparison.allCases), word)
        case .text, .openWord: return member(path, Self.texts.map { .text($0) })
        case .integer: return .compare(.field(path), pick(Comparison.allCases), .integer(pick([10, 50, 90])))
        case .date, .instant:
            if chance(20) { return .member(path: path, isMember: chance(50), some(Self.times, atMost: 3)) }
            let comparison = pick(Comparison.allCases)
            return .compare(.field(path), comparison, timeLiteral(fixed: !comparison.isOrdering))
        case .degrees, .composite: return .presence(path: path, isPresent: chance(50))
        }
    }

    private mutating func member(_ path: String, _ values: [Literal]) -> Condition {
        if chance(50) { return .compare(.field(path), pick([.equal, .notEqual]), pick(values)) }
        return .member(path: path, isMember: chance(60), some(values, atMost: 3))
    }

    /// Distinct values of a list.
    private static let times: [Literal] =
        days.map { .date($0) }
        + [-30, 0, 30].map { .now(offsetMilliseconds: $0 * Timestamp.millisecondsPerDay) }

    private mutating func timeLiteral(fixed: Bool) -> Literal {
        if fixed || chance(40) {
            return chance(70) ? .date(pick(Self.days)) : .instant(pick(Self.days).start.adding(milliseconds: 3_600_000))
        }
        return .now(offsetMilliseconds: pick([0, 0, 30, -30]) * Timestamp.millisecondsPerDay)
    }

    // MARK: Records

    static let texts = ["Ana", "Ana-Maria Rey", "beta", "random", "+15035550123", ""]

    mutating func content() -> Content {
        let type = chance(75) ? "person" : pick(Self.types)
        let definition = Schema.current.type(named: type)!
        var content = Content(type: definition.type)
        let presence = pick([15, 30, 60])
        for field in definition.fields {
            let isLabel = ["state", "releasable_to", "retain_until"].contains(field.name)
            let isLiked = Self.favourites.contains(field.name)
            guard chance(isLabel ? 8 : isLiked ? 70 : presence) else { continue }
            let count = chance(75) ? 1 : Int.random(in: 2...3, using: &random)
            let claims = (0..<count).map { _ in Claim(value(of: field), provenance: chance(15) ? provenance() : nil) }
            content.set(field.number, to: claims)
        }
        if chance(3) { content.set(FieldNumber(chance(50) ? 60 : 999), to: .text("new")) }
        if chance(20) { content.defaultProvenance = provenance() }
        return content
    }

    private mutating func provenance() -> Provenance {
        var provenance = Provenance()
        if chance(50) { provenance.confidence = 70 }
        if chance(30) { provenance.author = "user-7" }
        if chance(20) { provenance.evidenceRef = "exhibit-3" }
        if chance(30) { provenance.expires = instant() }
        if chance(10) { provenance.unknown = [UnknownEntry(key: 99, encoded: [1])] }
        return provenance
    }

    private mutating func value(of field: FieldDefinition) -> Value {
        if chance(2) { return pick([.text("raw"), .integer(3), .unknown([0xF6]), .boolean(true)]) }
        guard let composite = field.composite else { return value(of: field.shape, field.name) }
        if composite.name == "reference", chance(80) { return reference().value }
        let parts = some(composite.parts, atMost: 5)
        return .composite(of: parts.map { Component($0.number, value(of: $0.shape, $0.name)) })
    }

    /// Own records and partners' that something may name; few, so that some are visible.
    private static let ids = (1...3).map { RecordID(high: 7, low: $0) }
    private static let handles = (1...3).map { try! Handle($0) }

    private mutating func reference() -> RecordReference {
        if chance(40) { return .local(pick(Self.ids)) }
        let agreement = AgreementID(chance(85) ? "random" : "another")!
        return .wire(agency: pick(Self.agencies), agreement: agreement, handle: pick(Self.handles))
    }

    /// The own records that an audience is shown, by id, and those that partners show their origin.
    mutating func visibleRecords() -> (own: [RecordID: Handle], partners: [AgencyID: Set<Handle>]) {
        var own: [RecordID: Handle] = [:]
        for (id, handle) in zip(Self.ids, Self.handles) where chance(50) { own[id] = handle }
        var partners: [AgencyID: Set<Handle>] = [:]
        for agency in Self.agencies { partners[agency] = Set(Self.handles.filter { _ in chance(60) }) }
        return (own, partners)
    }

    private mutating func value(of shape: ValueShape, _ name: String) -> Value {
        if chance(2) { return pick([.text("raw"), .integer(3), .unknown([0xF6])]) }
        switch shape {
        case .text, .openWord: return .text(pick(Self.texts))
        case .integer: return .integer(pick([10, 50, 90]))
        case .boolean: return .boolean(chance(name == "victim_protected" ? 15 : 50))
        case .date: return .date(date())
        case .instant: return .instant(instant())
        case .word(let words), .level(let words):
            if name == "state", chance(80) { return .text("active") }
            return .text(chance(1) ? "novel" : pick(words))
        case .degrees: return .integer(45_000_000)
        case .composite: return .text("nested")
        }
    }

    private mutating func date() -> PartialDate {
        let day = pick(Self.days)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return PartialDate(year: Int(day.year))!
        case 1: return PartialDate(year: Int(day.year), month: Int(day.month))!
        case 2: return PartialDate(month: Int(day.month), day: 1)!
        case 3: return PartialDate(year: Int(day.year), day: 9)!
        default: return PartialDate(day)
        }
    }
}
