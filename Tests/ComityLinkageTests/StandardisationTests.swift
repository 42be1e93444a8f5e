import ComityLinkage
import Testing

@Suite struct StandardisationTests {
    @Test(arguments: [
        ("  Jürgen-Müller ", FieldKind.surname, "jurgen muller"), ("O'Brien", .surname, "obrien"),
        ("O’Brien", .surname, "obrien"), ("van der Berg", .surname, "berg"), ("de la", .surname, "de la"),
        ("Dr. Anna MARIA", .givenName, "anna maria"), ("Łukasz", .givenName, "lukasz"),
        ("Nguyễn", .surname, "nguyen"), ("Шевченко", .surname, "shevchenko"), ("Ελένη", .givenName, "eleni"),
        ("Straße", .surname, "strasse"), ("Smith, John", .fullName, "john smith"),
        ("John Smith", .fullName, "john smith"), ("1985-03-07", .dateOfBirth, "19850307"),
        ("19850307", .dateOfBirth, "19850307"), ("07/03/1985", .dateOfBirth, "19850307"),
        ("3/25/1985", .dateOfBirth, "19850325"), ("1985", .dateOfBirth, "19850000"),
        ("1985-03-XX", .dateOfBirth, "19850300"), ("1985-03-07T10:00:00Z", .dateOfBirth, "19850307"),
        ("+44 20 7946 0000", .phone, "2079460000"), ("020 7946 0000", .phone, "2079460000"),
        ("+49 (0)30 1234567", .phone, "301234567"), ("030 1234567", .phone, "301234567"),
        ("0049 30 1234567", .phone, "301234567"), ("+380 44 123 45 67", .phone, "441234567"),
        ("+1 (555) 010-9999 ext. 12", .phone, "5550109999"), ("tel: 555 010 9999 x12", .phone, "5550109999"),
        ("7 March 1985", .dateOfBirth, "19850307"), ("07-MAR-85", .dateOfBirth, "00850307"),
        ("März 1985", .dateOfBirth, "19850300"), ("15 août 1985", .dateOfBirth, "19850815"),
        ("07/03/85", .dateOfBirth, "00850307"), ("3.25.85", .dateOfBirth, "00850325"),
        ("Hauptstraße 5", .street, "hauptstr 5"), ("Hauptstr. 5", .street, "hauptstr 5"),
        ("Calle Mayor", .street, "c mayor"), ("Avenida da Liberdade", .street, "ave da liberdade"),
        ("Kim Jun", .fullName, "jun kim"), ("Amartya Sen", .fullName, "amartya sen"),
        ("Nguyen Van Le", .fullName, "le nguyen"), ("Berg, van der", .surname, "berg"),
        ("Md Karim", .fullName, "karim md"), ("John Smith MD", .fullName, "john smith"),
        ("Smith Jr.", .surname, "smith jr"), ("Junior", .givenName, "junior"), ("Ben Smith", .fullName, "ben smith"),
        ("Isa ben Ali", .fullName, "ali isa"), ("S3rge1", .givenName, "sergei"), ("Sr. Juan", .givenName, "juan"),
        ("L.L.C. Vostok", .organisation, "vostok"), ("GmbH & Co. KG", .organisation, "gmbh co kg"),
        ("AB-123 456", .documentID, "ab123456"), ("0012a", .streetNumber, "12a"),
        ("12 North Main Street", .street, "12 n main st"), ("Female", .sex, "f"), ("M", .sex, "m"),
        (" Ana.Novak+x@Example.org ", .email, "ana.novak@example.org"), ("sw1a 1AA", .postcode, "sw1a1aa"),
    ])
    func valuesHaveOneSpelling(_ text: String, _ kind: FieldKind, _ expected: String) {
        #expect(Standardisation.value(text, kind: kind).map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test(arguments: [
        ("", FieldKind.surname), ("UNKNOWN", .surname), ("n/a", .givenName), ("-", .surname), ("xxx", .givenName),
        ("1900-01-01", .dateOfBirth), ("00000000", .dateOfBirth), ("9999-12-31", .dateOfBirth),
        ("000-00-0000", .nationalID), ("123456789", .nationalID), ("999-9999", .phone), ("U", .sex),
        ("not available", .locality), ("soon", .dateOfBirth), ("anything", .ignore), ("Unbekannt", .surname),
        ("DESCONOCIDO", .surname), ("неизвестно", .surname), ("不详", .givenName), ("مجهول", .surname),
        ("Unknown Male", .fullName), ("Unknown, Unknown", .fullName), ("test", .givenName), ("N.N.", .surname),
        ("March", .dateOfBirth), ("March 7", .dateOfBirth),
    ])
    func placeholdersAreMissing(_ text: String, _ kind: FieldKind) {
        #expect(Standardisation.value(text, kind: kind) == nil)
    }

    @Test func americanDatesAreReadWhereTheFieldSaysSo() {
        let value = Standardisation.value("03/07/1985", kind: .dateOfBirth, dateOrder: .monthFirst)
        #expect(value == Array("19850307".utf8))
    }

    @Test func longValuesAreCut() {
        let value = Standardisation.value(String(repeating: "ab", count: 1_000), kind: .surname)
        #expect(value?.count == LinkageLimits.valueBytes)
    }

    @Test func partsOfADateMakeOneDate() throws {
        let fields = [
            LinkageField(name: "d", kind: .birthDay), LinkageField(name: "y", kind: .birthYear),
            LinkageField(name: "m", kind: .birthMonth),
        ]
        let plan = try LinkagePlan(fields: fields)
        #expect(plan.comparisons.map(\.name) == ["d+y+m"])
        let cell = Standardisation.cell(plan.comparisons[0], fields: fields, values: [["7"], ["1985"], ["3"]])
        #expect(cell == Array("19850307".utf8))
    }

    @Test(arguments: [
        (ComparisonKind.name, "maria", "maria", "exact"), (.name, "martha", "marhta", "near"),
        (.name, "j", "john", "initial"), (.name, "anna", "peter", "else"), (.date, "19850307", "19850307", "exact"),
        (.date, "19850307", "19850703", "slip"), (.date, "19850307", "19850308", "slip"),
        (.date, "19850307", "19850325", "two parts"), (.date, "19850307", "19851225", "year"),
        (.date, "19850307", "19850000", "year"), (.date, "19850300", "19850307", "two parts"),
        (.date, "19850307", "19741225", "else"), (.date, "00850307", "19850307", "slip"),
        (.date, "00850307", "19840307", "two parts"), (.date, "00850307", "00850307", "exact"),
        (.date, "00850703", "19850307", "two parts"), (.date, "00850000", "19850307", "year"),
        (.date, "00840307", "19850412", "else"), (.date, "19850307\u{1F}19900101", "19900101", "exact"),
        (.date, "19850000\u{1F}00000307", "00000307", "two parts"), (.date, "00000300", "19850307", ""),
        (.identifier, "ab0123", "abo123", "misread"), (.identifier, "s51b8", "551bb", "misread"),
        (.identifier, "de1234567", "1234567", "one slip"), (.identifier, "de12345", "12345", "else"),
        (.email, "a.n.a@a.org", "ana@b.com", "same name"), (.email, "al@a.org", "al@b.com", "else"),
        (.identifier, "1451137", "1451173", "one slip"),
        (.identifier, "1451137", "9999137", "else"), (.identifier, "123", "124", "else"),
        (.postcode, "2152", "2125", "one slip"), (.postcode, "sw1a1aa", "sw1a2bb", "area"),
        (.number, "12", "2", "one slip"), (.number, "1", "2", "else"), (.code, "nsw", "nws", "else"),
        (.email, "ana@a.org", "ana@b.com", "same name"), (.fullName, "ana maria novak", "ana novak", "part"),
        (.set, "a\u{1F}b", "b\u{1F}c", "shared"), (.set, "a\u{1F}b", "a\u{1F}b", "exact"),
        (.name, "ana\u{1F}anna", "anna", "exact"),
    ])
    func cellsHaveLevels(_ kind: ComparisonKind, _ left: String, _ right: String, _ expected: String) {
        let comparer = CellComparer()
        for (one, other) in [(left, right), (right, left)] {
            let level = Array(one.utf8).withUnsafeBufferPointer { one in
                Array(other.utf8).withUnsafeBufferPointer { comparer.level(kind, one, $0) }
            }
            #expect((level == 0 ? "" : kind.levelNames[Int(level) - 1]) == expected)
        }
    }

    @Test func everyKindHasAsManyNamesAndSharesAsLevels() {
        for kind in ComparisonKind.allCases {
            #expect(kind.levelNames.count == kind.levelCount)
            #expect(kind.priorM.count == kind.levelCount)
            #expect(abs(kind.priorM.reduce(0, +) - 1) < 1e-12)
        }
    }

    @Test func levelsDoNotDependOnTheOrderOfTheirCells() {
        var random = TestRandom(seed: 21)
        let comparer = CellComparer()
        for _ in 0..<3_000 {
            let (left, right) = random.similarStrings(longest: 20)
            for kind in ComparisonKind.allCases {
                let levels = left.withUnsafeBufferPointer { one in
                    right.withUnsafeBufferPointer { [comparer.level(kind, one, $0), comparer.level(kind, $0, one)] }
                }
                #expect(levels[0] == levels[1])
            }
        }
    }
}
