import ComityCore
import ComityRecords

/// Invented persons from a seed: ten scalars, up to three aliases and three phones each, as records of case
/// systems have.
struct Persons {
    private static let onsets = "b d g k l m n p r s t v z ch sh dr kr st".split(separator: " ").map(String.init)
    private static let vowels = "a e i o u ai ou".split(separator: " ").map(String.init)
    private static let codas = ["", "n", "r", "s", "l", "k", "m"]
    private static let nations = "RO BG NG VN PH UA TH MD HU AL CN IN BR CO VE GH".split(separator: " ").map(
        String.init)
    private static let sexes = ["female", "female", "female", "male", "other"]
    private static let prefixes = [40, 359, 234, 84, 63, 380, 66]

    private var random: SeededRandom
    private var firsts: [String] = []
    private var lasts: [String] = []
    private var places: [String] = []

    init(seed: UInt64 = 7) {
        random = SeededRandom(seed: seed)
        for _ in 0..<1500 { firsts.append(word(2, 3)) }
        for _ in 0..<6000 { lasts.append(word(2, 4)) }
        for _ in 0..<800 { places.append(place()) }
    }

    mutating func take(_ count: Int) -> [Content] { (0..<count).map { _ in person() } }

    /// The edit of the anchors: another last place, and one phone more.
    mutating func edited(_ content: Content) -> Content {
        var edited = content
        edited.set(.addresses, to: .composite(of: [Component(AddressPart.full, .text(place()))]))
        edited.set(.phones, to: content[.phones] + [phone()])
        return edited
    }

    private mutating func person() -> Content {
        var content = Content(type: .person)
        let given = pick(firsts)
        var names = [
            Claim(
                .composite(of: [
                    Component(NamePart.given, .text(given)), Component(NamePart.family, .text(pick(lasts))),
                ]))
        ]
        for _ in 0..<pick([0, 1, 1, 2, 2, 3]) {
            let alias = given.prefix(number(2, given.count)) + " " + pick(lasts)
            names.append(
                Claim(
                    .composite(of: [Component(NamePart.full, .text(alias)), Component(NamePart.kind, .text("alias"))])))
        }
        content.set(.names, to: names)
        if let date = PartialDate(year: number(1960, 2010), month: number(1, 12), day: number(1, 28)) {
            content.set(.dob, to: .date(date))
        }
        content.set(.sex, to: .text(pick(Self.sexes)))
        content.set(.nationality, to: .text(pick(Self.nations)))
        content.set(
            .idDocuments,
            to: [
                document("passport", pick("ABCDEFGH".map(String.init)) + digits(7)),
                document("national-id", digits(12)),
            ])
        content.set(
            .attributes,
            to: [
                attribute("case_ref", "CASE-\(number(2015, 2026))-\(digits(6))"),
                attribute("risk", "\(number(0, 100))"),
            ])
        content.set(.addresses, to: .composite(of: [Component(AddressPart.full, .text(pick(places)))]))
        let phones = (0..<pick([0, 1, 1, 2, 2, 3])).map { _ in phone() }
        if !phones.isEmpty { content.set(.phones, to: phones) }
        content.set(.subjectCategory, to: .text("suspect"))
        return content
    }

    private mutating func phone() -> Claim {
        Claim(.composite(of: [Component(PhonePart.e164, .text("+\(pick(Self.prefixes))\(digits(9))"))]))
    }

    private func document(_ kind: String, _ number: String) -> Claim {
        Claim(
            .composite(of: [
                Component(IDDocumentPart.kind, .text(kind)), Component(IDDocumentPart.number, .text(number)),
            ]))
    }

    private func attribute(_ label: String, _ text: String) -> Claim {
        Claim(.composite(of: [Component(FieldNumber(1), .text(label)), Component(FieldNumber(2), .text(text))]))
    }

    private mutating func word(_ least: Int, _ most: Int) -> String {
        (0..<number(least, most)).map { _ in pick(Self.onsets) + pick(Self.vowels) + pick(Self.codas) }.joined()
            .capitalizedFirst
    }

    private mutating func place() -> String { word(2, 3) + ", " + word(1, 2) }

    private mutating func digits(_ count: Int) -> String {
        String((0..<count).map { _ in Character(String(number(0, 9))) })
    }

    private mutating func number(_ least: Int, _ most: Int) -> Int {
        least + Int(random.next() % UInt64(most - least + 1))
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[number(0, items.count - 1)] }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
