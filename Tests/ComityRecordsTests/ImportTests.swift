import ComityCore
import ComityRecords
import Testing

@Suite struct ImportTests {
    /// Reads a whole file: what `started` said, rows, refusals.
    static func read(_ text: String, map: String? = nil) throws -> (
        plan: ImportPlan, rows: [ImportedRow], refused: [ImportProblem]
    ) {
        var reader = ImportReader(map: try map.map { try FieldMap(parsing: Array($0.utf8)) })
        reader.append(Array(text.utf8))
        reader.finish()
        var plan: ImportPlan?
        var rows: [ImportedRow] = []
        var refused: [ImportProblem] = []
        while let item = try reader.next() {
            switch item {
            case .started(let started): plan = started
            case .row(let row): rows.append(row)
            case .refused(let problem): refused.append(problem)
            }
        }
        return (try #require(plan), rows, refused)
    }

    static func kinds(_ header: String, _ rows: String...) throws -> [String] {
        let plan = try read(([header] + rows).joined(separator: "\n")).plan
        return try #require(plan.inference).map { column in
            switch column.decision {
            case .id: "id"
            case .kind(let kind, let format): kind.rawValue + (format.map { " \($0)" } ?? "")
            case .field(let path): path.description
            case .ignored: "ignored"
            case .unmapped: "-"
            }
        }
    }

    @Test func headersOfKnownSortsAreInferred() throws {
        let febrl = try Self.kinds(
            "id,cluster,given_name,surname,street_number,address_1,address_2,suburb,postcode,state,date_of_birth,soc_sec_id",
            "r-1,r,ana,dent,1,knox street,lakewood,byford,4129,vic,19280722,1683994", "r-2,r,,,,,,,,,,")
        #expect(
            febrl == [
                "id", "ignored", "given-name", "surname", "street-number", "street", "street", "locality", "postcode",
                "region", "dob yyyyMMdd", "national-id",
            ])
        let fake = try Self.kinds(
            "unique_id,cluster,first_name,surname,dob,city,email", "0,0,Rob,Alan,1971-06-24,,r@s.net")
        #expect(fake == ["id", "ignored", "given-name", "surname", "dob yyyy-MM-dd", "locality", "email"])
        let german = try Self.kinds("id,cluster,fname_c1,fname_c2,lname_c1,lname_c2,by,bm,bd", "1,34,A,,B,,1949,7,22")
        #expect(
            german == [
                "id", "ignored", "given-name", "given-name", "surname", "surname", "birth-year", "birth-month",
                "birth-day",
            ])
        let people = try Self.kinds(
            "id cluster first_name middle_name surname dob sex street city state postcode phone email doc_id source"
                .split(separator: " ").joined(separator: ","),
            "1,p1,A,B,C,1980-01-02,F,1 High St,Rome,NY,13440,555 0100,a@b.c,X1,s")
        #expect(
            people == [
                "id", "ignored", "given-name", "middle-name", "surname", "dob yyyy-MM-dd", "sex", "street", "locality",
                "region", "postcode", "phone", "email", "document-id", "ignored",
            ])
        let historical = try Self.kinds(
            "unique_id,cluster,full_name,first_and_surname,first_name,surname,dob,birth_place,postcode_fake,gender,occupation",
            "Q1,c,Sir A B,A B,A,B,1651-07-31,devon,EX1,male,politician")
        #expect(
            historical == [
                "id", "ignored", "full-name", "full-name", "given-name", "surname", "dob yyyy-MM-dd", "place",
                "postcode",
                "sex", "occupation",
            ])
        let camel = try Self.kinds("RecordID,GivenName,LastName,BirthDate,PhoneNo,colour", "1,A,B,22/07/1949,+44 1,red")
        #expect(camel == ["id", "given-name", "surname", "dob dd/MM/yyyy", "phone", "-"])
    }

    @Test func valuesDecideWhatNamesLeaveOpen() throws {
        #expect(try Self.kinds("id,birthday", "1,07/22/1949", "2,12/31/1950") == ["id", "dob MM/dd/yyyy"])
        #expect(try Self.kinds("id,birthday,x", "1,7,a@b.example") == ["id", "birth-day", "email"])
        #expect(try Self.kinds("id,by,name", "1,Smith,x") == ["id", "-", "full-name"])
        #expect(try Self.kinds("id,dob,name", "1,never,x") == ["id", "-", "full-name"])
        // An id that repeats is none.
        #expect(try Self.kinds("id,rec_id,name", "1,a,x", "1,b,y") == ["-", "id", "full-name"])
    }

    @Test func rowsBecomeContents() throws {
        let map = """
            {"type":"person","id":"id","defaults":{"subject_category":"suspect","tlp":"AMBER"},"fields":[
              {"column":"g1","kind":"given-name"},{"column":"g2","kind":"given-name"},{"column":"s","kind":"surname"},
              {"column":"aka","kind":"alias","separator":";"},{"column":"born","kind":"dob","format":"dd/MM/yyyy"},
              {"column":"sex","kind":"sex"},{"column":"tel","kind":"phone"},{"column":"no","kind":"street-number"},
              {"column":"st","kind":"street"},{"column":"st2","kind":"street"},{"column":"ssn","kind":"national-id"},
              {"column":"note","kind":"text"},{"column":"cat","field":"subject_category"}]}
            """
        let found = try Self.read(
            """
            id,g1,g2,s,aka,born,sex,tel,no,st,st2,ssn,note,cat,extra
            1, Ana ,María,Ruiz,La Reina; Nena ;,14/03/1985,F,+1 (503) 555-0123,7,Elm St,Flat 2,123,tall,witness,x
            2,,,,,31/02/1985,q,555-0100,,,,,,,x
            """, map: map)
        #expect(found.plan.unmappedColumns == ["extra"])
        #expect(
            found.rows[0].content.json().text
                == #"{"type":"person","names":[{"given":"Ana María","family":"Ruiz"},{"full":"Nena","kind":"alias"},"#
                + #"{"full":"La Reina","kind":"alias"}],"dob":"1985-03-14","sex":"female","#
                + #""addresses":[{"number":"7","street":"Elm St, Flat 2"}],"phones":[{"e164":"+15035550123"}],"#
                + #""id_documents":[{"kind":"national-id","number":"123"}],"attributes":[{"label":"note","text":"tall"}],"#
                + #""subject_category":"witness","tlp":"AMBER"}"#)
        #expect(found.rows[0].warnings.isEmpty)
        #expect(
            found.rows[1].content.json().text
                == #"{"type":"person","dob":"31/02/1985","sex":"q","phones":[{"number":"555-0100"}],"#
                + #""subject_category":"suspect","tlp":"AMBER"}"#)
        #expect(
            found.rows[1].warnings == [
                ImportProblem(line: 3, column: "born", reason: "`31/02/1985` is no date: kept as written"),
                ImportProblem(line: 3, column: "sex", reason: "`q` is no known word for a sex: kept as written"),
            ])
        for row in found.rows {
            row.content.checkInvariants()
            try Schema.current.validate(row.content)
        }
    }

    @Test func columnsOfABirthDateAreJoined() throws {
        let found = try Self.read("id,by,bm,bd\n1,1949,7,22\n2,1968,7,\n3,1930,2,30\n4,,,\n5,1985,0,0\n")
        let dates = found.rows.map { $0.content.value(.dob)?.description }
        #expect(dates == ["1949-07-22", "1968-07-XX", "1930-2-30", "1985-XX-XX"])
        #expect(found.refused == [ImportProblem(line: 5, column: nil, reason: "no mapped column has a value")])
        #expect(found.rows[2].warnings.map(\.reason) == ["`1930-2-30` is no date of the calendar: kept as written"])
    }

    @Test func faultyRowsAreRefusedAndGoodOnesKept() throws {
        let found = try Self.read("id,name\n1,a\n,b\n1,c\n2\n3,d\n4,e\n")
        #expect(found.rows.map(\.id) == ["1", "3", "4"])
        #expect(
            found.refused == [
                ImportProblem(line: 3, column: nil, reason: "the id is empty"),
                ImportProblem(line: 4, column: "id", reason: "the id `1` stands on line 2 already"),
                ImportProblem(line: 5, column: nil, reason: "has 1 cells instead of 2"),
            ])
    }

    @Test(arguments: [
        ("", "the file is empty"),
        ("a,b\n\"", "no column of the file is recognised: write a field map for its columns"),
        ("a\u{0},b\n", "the header on line 1 cannot be read: column 1 has a NUL"),
        ("name,,b\n", "the header has no name for column 2"),
        ("name,name\nx,y\n", "the file has two columns `name`"),
    ])
    func filesAreRefusedAsAWhole(text: String, reason: String) {
        #expect { try Self.read(text) } throws: { ($0 as? RecordError)?.reason == reason }
    }

    @Test func aRowThatSaysMoreThanARecordHoldsIsRefused() throws {
        let map =
            #"{"id":"n","fields":[{"column":"a","kind":"street"},{"column":"b","kind":"street"},"#
            + #"{"column":"c","kind":"alias","separator":";"}]}"#
        let long = String(repeating: "x", count: 40_000)
        let many = (0..<1025).map(String.init).joined(separator: ";")
        let found = try Self.read("n,a,b,c\n1,\(long),\(long)y,\n2,,,\(many)\n3,\(long),,\n", map: map)
        #expect(found.rows.map(\.id) == ["3"])
        #expect(
            found.refused.map(\.reason) == [
                "the row makes no record: a content cannot be read: a text of 80003 bytes is over the limit of 65536",
                "the row makes no record: a content cannot be read: field 1 has 1025 claims, over the limit of 1024",
            ])
    }

    @Test func mapsAreWrittenAsTheyAreRead() throws {
        let text =
            #"{"type":"person","id":"id","defaults":{"subject_category":"suspect"},"fields":[{"column":"a","kind":"dob","#
            + #""format":"dd/MM/yyyy"},{"column":"b","field":"names[1].given"},{"column":"c","kind":"set","separator":";"}]}"#
        #expect(try FieldMap(parsing: Array(text.utf8)).json.text == text)
    }

    @Test func vehiclesAreImportedByFields() throws {
        let map =
            #"{"type":"vehicle","id":"n","fields":[{"column":"p","field":"plate.number"},{"column":"y","field":"year"}]}"#
        let found = try Self.read("n,p,y\n1,ABC 123,1999\n2,X,soon\n", map: map)
        #expect(found.rows[0].content.json().text == #"{"type":"vehicle","plate":[{"number":"ABC 123"}],"year":1999}"#)
        #expect(
            found.rows[1].warnings.map(\.reason) == [
                "`soon` is not a whole number from 1880 to 2200: kept as written"
            ])
    }

    @Test func datesAreReadAsWritten() throws {
        let cases: [(String, String, String?)] = [
            ("yyyyMMdd", "19850314", "1985-03-14"), ("dd/MM/yyyy", "14/03/1985", "1985-03-14"),
            ("MM/dd/yyyy", "03/14/1985", "1985-03-14"), ("d.M.yyyy", "4.3.1985", "1985-03-04"),
            ("yyyy-MM", "1985-03", "1985-03-XX"), ("yyyy", "1985", "1985-XX-XX"),
            ("yyyyMMdd", "19850300", "1985-03-XX"),
            ("yyyy-MM-dd", "1985-XX-XX", "1985-XX-XX"), ("yyyyMMdd", "19851345", nil), ("yyyyMMdd", "1985031", nil),
            ("yyyy-MM-dd", "1985-3-4", nil), ("dd/MM/yyyy", "14-03-1985", nil), ("yyyy", "0000", nil),
            ("dd/MM/yyyy", "14/03/85", nil), ("yyyyMMdd", "198503140", nil),
            ("yyyy-MM-dd", "1985-03", "1985-03-XX"), ("yyyy-MM-dd", "1985", "1985-XX-XX"),
            ("yyyy/MM/dd", "1985/03", "1985-03-XX"), ("yyyy-MM-dd", "1985-", nil), ("yyyy-MM-dd", "1985-0", nil),
            ("yyyy-MM-dd", "1985-03-14 00:00:00", "1985-03-14"), ("yyyy-MM-dd", "1985-03-14T00:00:00.5Z", "1985-03-14"),
            ("yyyy-MM-dd", "1985-03-14 about", nil), ("d-MMM-yyyy", "14-Mar-1985", "1985-03-14"),
            ("MMM d, yyyy", "March 4, 1985", "1985-03-04"), ("d MMM yyyy", "4 foo 1985", nil),
            ("yyyy.", "1985", nil), ("yyyyMMdd", "198503", nil), ("dd/MM/yyyy", "14/03", nil),
        ]
        for (pattern, text, expected) in cases {
            #expect(try DateFormat(pattern).read(Array(text.utf8))?.description == expected)
        }
        for pattern in ["", "dd/MM", "yyyy-mm-dd", "yyyy yyyy", "YYYY"] {
            #expect(throws: RecordError(.malformedMap, "")) { try DateFormat(pattern) }
        }
    }
}
