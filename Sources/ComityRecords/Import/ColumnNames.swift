/// What the names of columns mean. Specs/field-map.md#names
enum ColumnNames {
    /// Never imported by inference: labels of test data and of merged files.
    static let alwaysIgnored: Set<String> = ["cluster", "source"]

    /// Words in the names of labels of test data, by which nobody should be recognised.
    static let labelWords: Set<String> = [
        "cluster", "entity", "truth", "true", "gold", "label", "match", "duplicate", "group",
    ]

    /// Names of a column that identifies the row, without separators.
    static let identifiers: Set<String> = [
        "id", "recid", "recordid", "uniqueid", "rowid", "uid", "sourceid", "personid", "subjectid", "key", "recno",
        "recordno", "recordnumber", "recordnr", "recnum", "rownumber", "rowno", "rownum", "rownr", "uuid", "guid",
        "identifier",
        "index", "idx", "nr", "lfdnr", "caseid", "customerid", "clientid", "patientid", "memberid", "voterid", "pid",
        "rid", "kennung", "identificador", "identifiant",
    ]

    /// The kind that a column's name says, or nil. Case, accents, separators and what numbers or qualifies a column
    /// (`_1`, `_c2`) do not matter.
    static func kind(of name: String) -> ColumnKind? {
        let words = words(of: name)
        if let kind = ColumnNameTable.whole[words.joined()] { return kind }
        if words.contains(where: ColumnNameTable.relatives.contains) { return nil }
        let essential = words.map(unnumbered).filter { !isNoise($0) }
        return ColumnNameTable.whole[essential.joined()] ?? birthKind(essential)
            ?? essential.lazy.compactMap { ColumnNameTable.telling[$0] }.first
    }

    /// The name in lower case without accents and separators: `Rec_ID` is `recid`.
    static func compact(_ name: String) -> String { words(of: name).joined() }

    /// Whether the name is that of a label rather than of a fact.
    static func isLabel(_ name: String) -> Bool { words(of: name).contains(where: labelWords.contains) }

    /// Whether the name may mean the whole name of a person or a part of it.
    static func isAmbiguous(_ name: String) -> Bool {
        ColumnNameTable.ambiguousNames.contains(words(of: name).map(unnumbered).filter { !isNoise($0) }.joined())
    }

    /// `year_birth`, `birth month`, `place of birth (town)`.
    private static func birthKind(_ words: [String]) -> ColumnKind? {
        guard words.contains(where: ColumnNameTable.birth.contains) else { return nil }
        if words.contains(where: ColumnNameTable.place.contains) { return .place }
        if words.contains(where: ColumnNameTable.year.contains) { return .birthYear }
        if words.contains(where: ColumnNameTable.month.contains) { return .birthMonth }
        return words.contains(where: ColumnNameTable.day.contains) ? .birthDay : .dob
    }

    /// The words of a name: parted at everything but letters and digits, and before capitals inside.
    private static func words(of name: String) -> [String] {
        var words: [String] = [""]
        var wasLower = false
        for scalar in name.unicodeScalars {
            let isWord = scalar.properties.isAlphabetic || (scalar.value < 0x80 && isDigit(scalar))
            let isUpper = scalar.properties.isUppercase
            if !isWord || isUpper && wasLower { words.append("") }
            if isWord { words[words.count - 1] += scalar.properties.lowercaseMapping }
            wasLower = isWord && !isUpper
        }
        return words.map(unaccented).filter { !$0.isEmpty }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// Lower-case letters without their accents; other letters stay.
    private static func unaccented(_ word: String) -> String {
        guard word.utf8.contains(where: { $0 >= 0x80 }) else { return word }
        return word.unicodeScalars.map { plain[$0] ?? ($0.properties.isDiacritic ? "" : String($0)) }.joined()
    }

    private static let plain: [Unicode.Scalar: String] = {
        var table: [Unicode.Scalar: String] = ["ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"]
        let accented = [
            "a": "àáâãäåăąāạảấầẩẫậắằẳẵặ", "c": "çćč", "d": "ďđ", "e": "èéêëęěēẹẻẽếềểễệ", "g": "ğ",
            "i": "ìíîïīĩỉị", "n": "ñńň", "o": "òóôõöőōơọỏốồổỗộớờởỡợ", "r": "řŕ", "s": "śşšș", "t": "ťțţ",
            "u": "ùúûüűůūũưụủứừửữự", "y": "ýÿỳỵỷỹ", "z": "źżž",
        ]
        for (letter, forms) in accented { for form in forms.unicodeScalars { table[form] = letter } }
        return table
    }()

    /// Without digits at its end: `address1`, `fname2`.
    private static func unnumbered(_ word: String) -> String {
        let stem = String(word.unicodeScalars.reversed().drop(while: isDigit).reversed().map(Character.init))
        return stem.isEmpty ? word : stem
    }

    /// Words that only number or qualify a column.
    private static func isNoise(_ word: String) -> Bool {
        let digits = word.first == "c" ? word.dropFirst() : word[...]
        if digits.unicodeScalars.allSatisfy(isDigit) { return true }
        return noise.contains(word)
    }

    private static let noise: Set<String> = [
        "fake", "clean", "cleaned", "raw", "std", "standardised", "standardized", "orig", "original", "value", "person",
        "subject", "col", "column", "field", "client", "customer", "patient", "respondent", "individual", "txt", "str",
        "primary", "current", "legal", "home", "of",
    ]
}
