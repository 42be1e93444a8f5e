package import ComityCore
package import ComityRecords

/// Makes records whose every text is unlike any other, so that what leaked can be told by its words.
package struct RecordMaker {
    private var count = 0

    package init() {}

    package mutating func person(_ dice: inout SeededChance, now: Timestamp) -> Content {
        var content = Content(type: .person)
        fill(&content, &dice, now: now)
        return content
    }

    package mutating func vehicle(_ dice: inout SeededChance) -> Content {
        count += 1
        var content = Content(type: .vehicle)
        content.set(2, to: .text("VIN\(count)"))
        content.set(5, to: .text(dice.one(of: ["red", "grey", "white"]) ?? "red"))
        label(&content, &dice, isPerson: false)
        return content
    }

    package func link(from one: RecordID, to other: RecordID) -> Content {
        var content = Content(type: .link)
        content.set(.linkFrom, to: RecordReference.local(one).value)
        content.set(.linkTo, to: RecordReference.local(other).value)
        content.set(.linkRelation, to: .text("associate-of"))
        content.set(.subjectCategory, to: .text("other"))
        content.set(.victimProtected, to: .boolean(false))
        return content
    }

    /// Changes something of a record: its facts, or the labels by which agreements decide.
    package mutating func change(_ content: Content, _ dice: inout SeededChance, now: Timestamp) -> Content {
        var changed = content
        if content.type == .person {
            fill(&changed, &dice, now: now, isEdit: true)
        } else if content.type == .vehicle {
            count += 1
            changed.set(3, to: .text("make \(count)"))
            label(&changed, &dice, isPerson: false)
        } else {
            count += 1
            changed.set(4, to: .text("note \(count)"))
        }
        return changed
    }

    private mutating func fill(
        _ content: inout Content, _ dice: inout SeededChance, now: Timestamp, isEdit: Bool = false
    ) {
        count += 1
        if !isEdit || dice.chance(0.5) {
            content.set(
                .names,
                to: .composite(of: [
                    Component(NamePart.given, .text("Given\(count)")),
                    Component(NamePart.family, .text("Family\(count)")),
                ]))
        }
        if !isEdit || dice.chance(0.2) {
            if let date = PartialDate(parsing: "19\(dice.number(in: 50...99))-0\(dice.number(in: 1...9))-12") {
                content.set(.dob, to: .date(date))
            }
            content.set(.sex, to: .text(dice.one(of: ["female", "male"]) ?? "male"))
        }
        if dice.chance(0.4) {
            let day = CivilDate(
                daysSinceEpoch: now.milliseconds / Timestamp.millisecondsPerDay + dice.number(in: -10...200))
            if let date = PartialDate(parsing: day.description) { content.set(.reviewBy, to: .date(date)) }
        }
        if !isEdit || dice.chance(0.4) { label(&content, &dice, isPerson: true) }
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
