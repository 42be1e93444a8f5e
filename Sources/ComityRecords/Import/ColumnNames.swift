/// What the names of columns mean. Specs/field-map.md#names
enum ColumnNames {
    /// Never imported by inference: labels of test data and of merged files.
    static let alwaysIgnored: Set<String> = ["cluster", "source"]

    /// Names of a column that identifies the row, without separators.
    static let identifiers: Set<String> = [
        "id", "recid", "recordid", "uniqueid", "rowid", "uid", "sourceid", "personid", "subjectid", "key", "recno",
        "recordno", "recordnumber", "uuid", "guid",
    ]

    /// The kind that a column's name says, or nil. Case, separators and what numbers a column (`_1`, `_c2`) do not
    /// matter.
    static func kind(of name: String) -> ColumnKind? {
        let words = words(of: name)
        let compact = words.joined()
        if let kind = exact[compact] { return kind }
        let essential = words.filter { !isNoise($0) }
        return exact[essential.joined()] ?? essential.lazy.compactMap { telling[$0] }.first
    }

    /// The name in lower case without separators: `Rec_ID` is `recid`.
    static func compact(_ name: String) -> String { words(of: name).joined() }

    /// The words of a name: parted at everything but letters and digits, and before capitals inside.
    private static func words(of name: String) -> [String] {
        var words: [[UInt8]] = [[]]
        var wasLower = false
        for byte in name.utf8 {
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte >= 0x80
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if !(isUpper || isLower || isDigit) || isUpper && wasLower { words.append([]) }
            if isUpper || isLower || isDigit { words[words.count - 1].append(isUpper ? byte | 0x20 : byte) }
            wasLower = isLower
        }
        return words.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Words that only number or qualify a column.
    private static func isNoise(_ word: String) -> Bool {
        let digits = word.utf8.first == UInt8(ascii: "c") ? word.utf8.dropFirst() : word.utf8[...]
        if digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) { return true }
        return ["fake", "clean", "raw", "std", "orig", "original", "value", "person", "subject", "col"].contains(word)
    }

    private static let exact: [String: ColumnKind] = table([
        (.givenName, "givenname givennames firstname firstnames fname forename forenames first given vorname prenom"),
        (.middleName, "middlename middlenames mname middle secondname middleinitial patronymic"),
        (.surname, "surname surnames lastname lastnames lname familyname last family nachname nom apellido apellidos"),
        (.fullName, "fullname name wholename completename displayname firstandsurname"),
        (.alias, "alias aliases aka nickname nicknames moniker monikers knownas"),
        (.dob, "dob dateofbirth birthdate birthdt dateborn born geburtsdatum"),
        (.birthYear, "by birthyear yearofbirth yob"),
        (.birthMonth, "bm birthmonth monthofbirth mob"),
        (.birthDay, "bd birthday dayofbirth"),
        (.sex, "sex gender"),
        (.nationality, "nationality nationalities citizenship"),
        (.streetNumber, "streetnumber streetno streetnum housenumber houseno housenum"),
        (.street, "street streetname road address addressline addr streetaddress address1 address2"),
        (.locality, "city town suburb locality village municipality ort"),
        (.postcode, "postcode zip zipcode postalcode plz"),
        (.region, "state region province county"),
        (.country, "country countrycode"),
        (.phone, "phone phonenumber phoneno telephone tel mobile mobilephone cell cellphone msisdn e164"),
        (.email, "email emailaddress mail"),
        (.onlineHandle, "handle username onlinehandle socialhandle screenname telegram instagram twitter"),
        (
            .nationalID,
            "socsecid ssn socialsecurity socialsecuritynumber nationalid nin nationalidnumber personalnumber"
        ),
        (
            .documentID,
            "docid documentid documentnumber documentno passport passportno passportnumber licence licencenumber license"
        ),
        (.occupation, "occupation job jobtitle profession"),
        (.organisation, "organisation organization company employer"),
        (.place, "place birthplace placeofbirth pob lastplace"),
    ])

    /// Words that tell the kind wherever they stand in a name.
    private static let telling: [String: ColumnKind] = table([
        (.surname, "surname lastname"), (.givenName, "firstname forename"), (.postcode, "postcode zip"),
        (.email, "email"), (.phone, "phone telephone mobile"), (.dob, "dob birthdate"), (.sex, "gender sex"),
        (.occupation, "occupation"), (.nationality, "nationality"), (.documentID, "passport"),
        (.nationalID, "ssn"), (.locality, "city suburb"),
    ])

    private static func table(_ rows: [(ColumnKind, String)]) -> [String: ColumnKind] {
        var table: [String: ColumnKind] = [:]
        for (kind, names) in rows {
            for name in names.split(separator: " ") { table[String(name)] = kind }
        }
        return table
    }
}
