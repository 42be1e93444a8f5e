package import ComityCore
package import ComityRecords

/// Makes records of every type. Most texts are unlike any other, so that what leaked can be told by its words; some
/// persons share their names, so that linkage finds something to propose.
package struct RecordMaker {
    /// Of persons: so many have a name that others have too.
    private static let commonName = 0.3

    private var count = 0

    package init() {}

    package mutating func person(_ dice: inout SeededChance, now: Timestamp) -> Content {
        var content = Content(type: .person)
        fill(&content, &dice, now: now)
        return content
    }

    /// A vehicle, location, organisation or case.
    package mutating func thing(_ dice: inout SeededChance) -> Content {
        count += 1
        let types: [RecordType] = [.vehicle, .location, .organisation, .caseRecord]
        var content = Content(type: dice.one(of: types) ?? .vehicle)
        describe(&content, &dice)
        label(&content, &dice, isPerson: false)
        return content
    }

    package func link(
        from one: RecordReference, to other: RecordReference, word: String = "associate-of"
    ) -> Content {
        var content = Content(type: .link)
        content.set(.linkFrom, to: one.value)
        content.set(.linkTo, to: other.value)
        content.set(.linkRelation, to: .text(word))
        content.set(.subjectCategory, to: .text("other"))
        content.set(.victimProtected, to: .boolean(false))
        return content
    }

    /// Changes something of a record: its facts, or the labels by which agreements decide.
    package mutating func change(_ content: Content, _ dice: inout SeededChance, now: Timestamp) -> Content {
        var changed = content
        switch content.type {
        case .person: fill(&changed, &dice, now: now, isEdit: true)
        case .link:
            count += 1
            changed.set(4, to: .text("note \(count)"))
        default:
            count += 1
            describe(&changed, &dice)
            label(&changed, &dice, isPerson: false)
        }
        return changed
    }

    private mutating func fill(
        _ content: inout Content, _ dice: inout SeededChance, now: Timestamp, isEdit: Bool = false
    ) {
        count += 1
        if !isEdit || dice.chance(0.5) { content.set(.names, to: name(&dice)) }
        if !isEdit || dice.chance(0.2) {
            if let date = PartialDate(parsing: "19\(dice.number(in: 50...99))-0\(dice.number(in: 1...9))-12") {
                content.set(.dob, to: .date(date))
            }
            content.set(.sex, to: .text(dice.one(of: ["female", "male"]) ?? "male"))
        }
        if dice.chance(0.3) {
            content.set(.phones, to: .composite(of: [Component(PhonePart.number, .text("555 \(count)"))]))
        }
        if dice.chance(0.3) { content.set(.addresses, to: address(&dice)) }
        if dice.chance(0.3) { content.set(.occupation, to: .text("occupation \(count)")) }
        if dice.chance(0.3) {
            content.set(.nationality, to: .text(dice.one(of: ["ro", "us", TermsWriter.Terms.secret]) ?? "us"))
        }
        if dice.chance(0.4) {
            let day = CivilDate(
                daysSinceEpoch: now.milliseconds / Timestamp.millisecondsPerDay + dice.number(in: -10...200))
            if let date = PartialDate(parsing: day.description) { content.set(.reviewBy, to: .date(date)) }
        }
        if !isEdit || dice.chance(0.4) { label(&content, &dice, isPerson: true) }
    }

    private func name(_ dice: inout SeededChance) -> Value {
        let number = dice.chance(Self.commonName) ? Int(dice.number(in: -3 ... -1)) : count
        return .composite(of: [
            Component(NamePart.given, .text("Given\(number)")), Component(NamePart.family, .text("Family\(number)")),
        ])
    }

    private func address(_ dice: inout SeededChance) -> Value {
        .composite(of: [
            Component(AddressPart.street, .text("\(count) Main Street")),
            Component(AddressPart.region, .text(dice.one(of: ["WA", "OR"]) ?? "WA")),
            Component(AddressPart.country, .text("US")),
        ])
    }

    /// The facts of a thing.
    private func describe(_ content: inout Content, _ dice: inout SeededChance) {
        switch content.type {
        case .vehicle:
            content.set(2, to: .text("VIN\(count)"))
            content.set(5, to: .text(dice.one(of: ["red", "grey", "white"]) ?? "red"))
        case .location:
            content.set(2, to: address(&dice))
            content.set(5, to: .text("place \(count)"))
        case .organisation:
            content.set(1, to: .composite(of: [Component(NamePart.full, .text("Firm \(count)"))]))
            content.set(2, to: .text("reg \(count)"))
        default:
            content.set(1, to: .text("case \(count)"))
            content.set(11, to: .text("summary \(count)"))
        }
    }

    private func label(_ content: inout Content, _ dice: inout SeededChance, isPerson: Bool) {
        if isPerson {
            let categories = ["suspect", "suspect", "suspect", "convicted", "victim", "witness", "unknown"]
            content.set(.subjectCategory, to: .text(dice.one(of: categories) ?? "victim"))
        } else {
            content.set(.subjectCategory, to: .text(dice.one(of: ["other", "unknown"]) ?? "other"))
        }
        content.set(.victimProtected, to: .boolean(dice.chance(0.1)))
        content.set(.tlp, to: .text(dice.one(of: ["GREEN", "GREEN", "AMBER", "RED"]) ?? "RED"))
    }
}
