/// Values that people type where nothing is known; they count as missing. Specs/linkage-model.md#placeholders
enum Placeholders {
    static func contains(_ value: [UInt8], kind: FieldKind) -> Bool {
        switch kind {
        case .dateOfBirth, .birthYear, .birthMonth, .birthDay: dates.contains(value) || isOneDigit(value)
        case .phone, .nationalID, .documentID, .postcode: isOneDigit(value) || isCount(value) || isWord(value)
        case .sex: value == [0x75] || isWord(value)
        case .streetNumber, .region, .country, .nationality, .set: isWord(value)
        default: isWord(value) || isOneLetter(value)
        }
    }

    private static func isWord(_ value: [UInt8]) -> Bool { value.count <= longest && words.contains(value) }

    /// `000000`, `9999`, also of dates.
    private static func isOneDigit(_ value: [UInt8]) -> Bool {
        value.count >= 3 && Words.isDigit(value[0]) && value.allSatisfy { $0 == value[0] }
    }

    /// `xxx`, but not `aa`.
    private static func isOneLetter(_ value: [UInt8]) -> Bool {
        value.count >= 3 && value[0] < 0x80 && value.allSatisfy { $0 == value[0] }
    }

    /// `123456789` and longer.
    private static func isCount(_ value: [UInt8]) -> Bool {
        value.count >= 9 && value.indices.allSatisfy { value[$0] == 0x30 + UInt8(($0 + 1) % 10) }
    }

    private static let dates = Set(["19000101", "00010101", "99991231", "18991230", "19010101"].map { Array($0.utf8) })
    private static let words = Set(
        [
            "unknown", "unk", "unkn", "unkwn", "not known", "notknown", "na", "n a", "none", "null", "nil", "nan",
            "missing", "not available", "notavailable", "not provided", "not applicable", "not stated", "unspecified",
            "undisclosed", "anonymous", "no name", "noname", "nfn", "nln", "fnu", "lnu", "tbd", "tba", "withheld",
            "refused", "declined", "no fixed address", "no fixed abode", "nfa",
        ].map { Array($0.utf8) })
    private static let longest = 20
}
