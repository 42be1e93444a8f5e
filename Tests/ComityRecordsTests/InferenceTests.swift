import ComityRecords
import Testing

/// Kinds of columns by names of many languages, by values, and beside each other.
@Suite struct InferenceTests {
    private static func kinds(
        _ header: String, _ rows: [String], purpose: FieldInference.Purpose = .comparison,
        ignoring: [String: String] = [:]
    ) -> [String] {
        var reader = CSVReader()
        reader.append(Array(([header] + rows).joined(separator: "\n").utf8))
        reader.finish()
        var found: [CSVRow] = []
        while let item = reader.next() {
            if case .row(let row) = item { found.append(row) }
        }
        let inferred = FieldInference.infer(
            header: found[0].texts, rows: Array(found.dropFirst()), purpose: purpose, ignoring: ignoring)
        return inferred.columns.map { column in
            switch column.decision {
            case .id: "id"
            case .kind(let kind, _): kind.rawValue
            case .field(let path): path.description
            case .ignored: "ignored"
            case .unmapped: "-"
            }
        }
    }

    @Test(arguments: [
        ("Vorname", "given-name"), ("Nachname", "surname"), ("Geburtsdatum", "dob"), ("Straße", "street"),
        ("Hausnummer", "street-number"), ("PLZ", "postcode"), ("Wohnort", "locality"), ("Geschlecht", "sex"),
        ("prénom", "given-name"), ("Nom de famille", "surname"), ("date_de_naissance", "dob"),
        ("code postal", "postcode"),
        ("Nombre", "given-name"), ("Primer Apellido", "surname"), ("segundo_apellido", "surname"),
        ("fecha de nacimiento", "dob"), ("Teléfono", "phone"), ("cognome", "surname"), ("luogo_di_nascita", "place"),
        ("achternaam", "surname"), ("nazwisko", "surname"), ("Imię", "given-name"), ("příjmení", "surname"),
        ("фамилия", "surname"), ("имя", "given-name"), ("姓名", "full-name"), ("出生日期", "dob"), ("họ", "surname"),
        ("tên đệm", "middle-name"), ("thành phố", "locality"),
        ("soyadı", "surname"), ("fornavn", "given-name"), ("fname", "given-name"), ("last", "surname"),
        ("tel.", "phone"), ("E-Mail", "email"), ("SSN", "national-id"), ("soc_sec_id", "national-id"),
        ("birth_year", "birth-year"), ("dobMonth", "birth-month"), ("fname_c2", "given-name"),
        ("surname_clean", "surname"),
        ("postcode_fake", "postcode"), ("addr1", "street"), ("PassportNo", "document-id"), ("maiden name", "alias"),
        ("place_of_birth", "place"), ("birth place", "place"), ("mother_surname", "-"), ("score", "-"),
        ("entity_id", "-"),
        ("witness 1 surname", "-"),
    ])
    func namesOfManyLanguagesAreKnown(name: String, kind: String) {
        let value =
            switch kind {
            case "dob": "1980-02-03"
            case "birth-year": "1980"
            case "birth-month": "2"
            case "email": "a@b.example"
            default: "x"
            }
        #expect(Self.kinds("\(name),filler", ["\(value),", "\(value),"], purpose: .records) == [kind, "-"])
    }

    @Test(arguments: [
        ("vorname,name", "given-name,surname"), ("name,nachname", "given-name,surname"),
        ("nome,cognome", "given-name,surname"), ("name", "full-name"), ("voornaam,naam", "given-name,surname"),
        ("nombre,apellidos", "given-name,surname"), ("prenom,nom", "given-name,surname"),
        ("nume,prenume", "surname,given-name"),
    ])
    func aNameIsWhatItsNeighboursLeaveIt(header: String, kinds: String) {
        let count = header.split(separator: ",").count
        let row = ["Ana", "Silva"].prefix(count).joined(separator: ",")
        #expect(Self.kinds(header, [row, row], purpose: .records).joined(separator: ",") == kinds)
    }

    @Test func aWholeNameThatRepeatsItsPartsIsNotCompared() {
        let rows = ["Ana,Silva,Ana M. Silva", "Bo,Berg,Bo Berg", "Cy,Dent,Sir Cy Dent"]
        #expect(Self.kinds("first,last,name", rows) == ["given-name", "surname", "ignored"])
        #expect(Self.kinds("first,last,name", rows, purpose: .records) == ["given-name", "surname", "full-name"])
    }

    @Test func manyNamesBesideGivenNamesAreSurnames() {
        let given = ["Maria", "John", "Anna", "Peter", "Olga"]
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        func rows(_ different: Int) -> [String] {
            (0..<80).map { "\(given[$0 % 5]),Fam\(letters[$0 % different])son" }
        }
        #expect(Self.kinds("x1,x2", rows(26)) == ["given-name", "surname"])
        // Few different names may be those of towns.
        #expect(Self.kinds("x1,x2", rows(6)) == ["given-name", "text"])
    }

    @Test func valuesTellWhatNamesDoNot() {
        let rows = [
            "Maria,Silva,1980-01-02,F,4129,+44 20 7946 0000,X1234567",
            "John,Berg,1981-03-04,M,4130,020 7946 0001,X7654321",
            "Anna,Dent,1971-05-06,F,4129,020 7946 0002,Y1111111",
            "Thomas,Ruiz,1962-07-08,M,4131,020 7946 0003,Y1111111",
            "Peter,Okafor,1953-09-10,M,4132,020 7946 0004,Z2222222",
        ]
        #expect(
            Self.kinds("c1,c2,c3,c4,c5,c6,c7", rows) == [
                "given-name", "surname", "dob", "sex", "postcode", "phone", "document-id",
            ])
        #expect(Self.kinds("c1,c2,c3,c4,c5,c6,c7", rows, purpose: .records) == Array(repeating: "-", count: 7))
    }

    @Test func fullNamesAndYearsAreToldByTheirValues() {
        let rows = ["Maria Silva,1780", "John Berg,1781", "Anna Dent,1771", "Thomas Ruiz,1762", "Peter Falk,1799"]
        #expect(Self.kinds("a,b", rows) == ["full-name", "birth-year"])
    }

    @Test func datesOfSeveralFormsAreComparedEachByItself() {
        let rows = ["3/31/1954", "12/11/1978", "Mar 1 1970", "1/27/80", "1970-03-01", "2/13/80", "1980", "9/9/71"]
        #expect(Self.kinds("dob,x", rows.map { "\($0)," }) == ["dob", "-"])
        #expect(Self.kinds("dob,x", rows.map { "\($0)," }, purpose: .records) == ["dob", "-"])
        #expect(Self.kinds("dob,x", ["never,", "later,", "1980,"]) == ["-", "-"])
    }

    @Test func whereLittleIsKnownOtherColumnsAreTexts() {
        let rows = ["Ana,red,1", "Bo,blue,2", "Cy,red,3", "Di,green,4"]
        #expect(Self.kinds("vorname,x,y", rows) == ["given-name", "text", "-"])
        #expect(Self.kinds("vorname,cluster_no,y", rows) == ["given-name", "-", "-"])
    }

    @Test func theTruthIsNeverCompared() {
        #expect(
            Self.kinds("vorname,nachname,phone", ["Ana,Silva,1", "Bo,Berg,2"], ignoring: ["phone": "it is the truth"])
                == ["given-name", "surname", "ignored"])
        // Nor does it name rows, as it would name several rows alike.
        #expect(
            Self.kinds("person_id,vorname", ["1,Ana", "2,Bo"], ignoring: ["person_id": "x"]) == [
                "ignored", "given-name",
            ])
    }

    /// What an agency says of how a record must be handled is never lost in silence.
    @Test func columnsNamedAsFieldsAreThoseFields() {
        let header = "id,surname,subject_category,Victim_Protected,tlp,review_by"
        let rows = ["1,Hidden,victim,true,red,2027-01-01", "2,Other,suspect,false,green,2027-01-01"]
        let records = Self.kinds(header, rows, purpose: .records)
        #expect(records == ["id", "surname", "subject_category", "victim_protected", "tlp", "review_by"])
        #expect(Self.kinds(header, rows).dropFirst(2).allSatisfy { $0 == "-" || $0 == "text" || $0 == "ignored" })
    }

    /// A file in which ids repeat still has ids: the second row of one is refused, and nothing is doubled.
    @Test func repeatedIDsAreStillIDs() {
        let rows = ["1,a", "2,b", "3,c", "3,c", "2,b", "1,a"]
        #expect(Self.kinds("id,surname", rows, purpose: .records) == ["id", "surname"])
    }

    @Test func datesThatAreKnownInPartAreOneFormat() {
        let rows = ["1991,a", "1992,b", "1991-05,c", "1985-03-14,d", "1950-XX-XX,e"]
        #expect(Self.kinds("dob,x", rows, purpose: .records) == ["dob", "-"])
        // Years alone, under a name that says nothing, are years and no dates.
        let years = (1960...1980).map { "\($0),a" }
        #expect(Self.kinds("x,y", years) == ["birth-year", "-"])
    }
}
