import ComityCore
import ComityRecords

/// Random contents from few fields and few values, so that claims coincide and conflict often.
enum RandomContent {
    static let agencies = ["us-wa-kcso", "us-or-sp", "us-wa-safe"].map { AgencyID(unchecked: $0) }

    static func value(_ random: inout SeededRandom) -> Value {
        switch random.next() % 8 {
        case 0: .text(["", "a", "é", "AMBER", "RED"].randomElement(using: &random)!)
        case 1: .integer([0, 23, 24, -1, .max, .min].randomElement(using: &random)!)
        case 2: .boolean(random.next() % 2 == 0)
        case 3: .date(PartialDate(year: 1985, month: random.next() % 2 == 0 ? 3 : nil)!)
        case 4: .instant(Timestamp(milliseconds: Int64(random.next() % 3) - 1))
        case 5: .unknown([[0x41, 0xFF], [0xF6], [0x80], [0xA0], [0xC1, 0x00]].randomElement(using: &random)!)
        default:
            .composite(
                of: (0...random.next() % 3).map { _ in
                    Component(FieldNumber(UInt32(random.next() % 3) + 1), .text("x\(random.next() % 3)"))
                })
        }
    }

    static func provenance(_ random: inout SeededRandom) -> Provenance? {
        guard random.next() % 2 == 0 else { return nil }
        var provenance = Provenance()
        if random.next() % 2 == 0 { provenance.recordedAt = HybridTime(random.next() % 4 << 16) }
        if random.next() % 3 == 0 { provenance.confidence = UInt8(random.next() % 101) }
        if random.next() % 3 == 0 { provenance.author = "u\(random.next() % 2)" }
        if random.next() % 3 == 0 {
            provenance.sourceEvaluation = Evaluation(
                scheme: "admiralty", code: ["A", "C", "F"].randomElement(using: &random)!)
        }
        if random.next() % 5 == 0 { provenance.expires = Timestamp(milliseconds: Int64(random.next() % 100)) }
        if random.next() % 9 == 0 { provenance.unknown = [UnknownEntry(key: 99, encoded: [0x01])] }
        return provenance
    }

    static func content(_ random: inout SeededRandom) -> Content {
        let numbers: [FieldNumber] = [.names, .dob, .sex, .tlp, .victimProtected, .reviews, .handling, 1000]
        let fields = numbers.filter { _ in random.next() % 3 != 0 }.map { number in
            Field(
                number,
                claims: (0...random.next() % 3).map { _ in
                    Claim(value(&random), provenance: provenance(&random))
                })
        }
        return Content(type: .person, fields: fields.shuffled(using: &random), defaultProvenance: provenance(&random))
    }

    static func source(_ random: inout SeededRandom) -> RecordSource {
        RecordSource(
            agency: agencies.randomElement(using: &random)!, agreement: AgreementID(unchecked: "ht"),
            handle: try? Handle(random.next() % 2))
    }
}
