import ComityLinkage
import ComityNode
import ComityRecords
import Glibc

/// Rows for the live index: invented, or from a file with a header of known names.
struct MatchPeople {
    let fields: [LinkageField]
    let rows: [[[String]]]

    /// Invented persons, every fourth of them twice, the second time with another family name.
    init(records: Int) {
        fields = [
            LinkageField(name: "given", kind: .givenName), LinkageField(name: "family", kind: .surname),
            LinkageField(name: "dob", kind: .dateOfBirth), LinkageField(name: "sex", kind: .sex),
            LinkageField(name: "phone", kind: .phone), LinkageField(name: "document", kind: .documentID),
        ]
        var persons = Persons()
        var rows: [[[String]]] = []
        for (number, content) in persons.take(records * 4 / 5).enumerated() {
            let names = content[.names].map(\.value)
            var row = [
                names.compactMap { $0[NamePart.given]?.text }, names.compactMap { $0[NamePart.family]?.text },
                content[.dob].compactMap { $0.value.date?.description }, content[.sex].compactMap(\.value.text),
                content[.phones].compactMap { $0.value[PhonePart.e164]?.text },
                content[.idDocuments].compactMap { $0.value[IDDocumentPart.number]?.text },
            ]
            rows.append(row)
            guard number.isMultiple(of: 4) else { continue }
            row[1] = rows[number / 2][1]
            rows.append(row)
        }
        self.rows = rows
    }

    /// The first `records` rows of a CSV file whose columns have names of ``kinds``; others are left out.
    /// - Throws: `cannot-read` if it cannot be read or names no field.
    init(file: String, records: Int) throws {
        guard let stream = fopen(file, "re") else {
            throw ControlFailure("cannot-read", "cannot read `\(file)`", exit: .badData)
        }
        defer { fclose(stream) }
        var reader = CSVReader()
        var fields: [LinkageField] = []
        var columns: [Int] = []
        var rows: [[[String]]] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while rows.count < records {
            let count = fread(&chunk, 1, chunk.count, stream)
            if count == 0 { reader.finish() } else { reader.append(chunk[..<count]) }
            while rows.count < records, case .row(let row)? = reader.next() {
                if fields.isEmpty {
                    columns = (0..<row.count).filter { Self.kinds[row.text($0)] != nil }
                    fields = columns.compactMap { column in
                        Self.kinds[row.text(column)].map { LinkageField(name: row.text(column), kind: $0) }
                    }
                } else {
                    rows.append(columns.map { row[$0].isEmpty ? [] : [row.text($0)] })
                }
            }
            if count == 0 { break }
        }
        guard !fields.isEmpty else {
            throw ControlFailure("cannot-read", "`\(file)` has no column of a known name", exit: .badData)
        }
        (self.fields, self.rows) = (fields, rows)
    }

    /// The columns of generated persons.
    private static let kinds: [String: FieldKind] = [
        "first_name": .givenName, "middle_name": .middleName, "surname": .surname, "dob": .dateOfBirth, "sex": .sex,
        "street": .street, "city": .locality, "state": .region, "postcode": .postcode, "phone": .phone,
        "email": .email, "doc_id": .documentID,
    ]

    /// A text by which somebody might look for a row.
    /// - Parameter form: 0 given and family name, 1 family name, 2 given name.
    func name(of row: Int, form: Int) -> String {
        let text = { (kind: FieldKind) in
            fields.firstIndex { $0.kind == kind }.flatMap { rows[row][$0].first } ?? ""
        }
        switch form {
        case 0: return text(.givenName) + " " + text(.surname)
        case 1: return text(.surname)
        default: return text(.givenName)
        }
    }
}
