import ComityCore
import ComityRecords
import Testing

/// The vectors of Specs/records.md and Specs/field-map.md: each file one case for one reason.
@Suite struct VectorTests {
    @Test(arguments: ["record-content", "record-patch"])
    func contentsAndPatches(folder: String) throws {
        let vectors = VectorFile.all(folder)
        #expect(vectors.count > 5)
        for vector in vectors {
            let bytes = try Hex.decode(try #require(vector["bytes"]))
            var result = "ok"
            do throws(RecordError) {
                let encoded =
                    try folder == "record-content"
                    ? Content(decoding: bytes).encoded : ContentPatch(decoding: bytes).encoded
                #expect(encoded == bytes, "\(vector.name)")
            } catch {
                result = error.code
            }
            #expect(result == vector["result"], "\(vector.name)")
        }
    }

    @Test func csvFiles() {
        let vectors = VectorFile.all("csv")
        #expect(vectors.count > 5)
        for vector in vectors {
            var reader = CSVReader()
            reader.append(vector.payload)
            reader.finish()
            var found: [String] = []
            while let item = reader.next() {
                switch item {
                case .row(let row):
                    found.append("row: \(row.line) " + row.texts.map(Self.escaped).joined(separator: "|"))
                case .refused(let fault):
                    found.append("refused: \(fault.line) \(fault.column.map(String.init) ?? "-") \(fault.reason)")
                }
            }
            #expect(found == vector.fields.dropFirst().map { "\($0.name): \($0.value)" }, "\(vector.name)")
        }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            escaped += scalar == "\r" ? "\\r" : scalar == "\n" ? "\\n" : String(scalar)
        }
        return escaped
    }

    @Test func fieldMaps() {
        let vectors = VectorFile.all("field-map")
        #expect(vectors.count > 5)
        for vector in vectors {
            do throws(RecordError) {
                let map = try FieldMap(parsing: vector.payload)
                #expect(vector["result"] == "ok", "\(vector.name)")
                let again = try FieldMap(json: map.json)
                #expect(again == map)
            } catch {
                #expect(error.code == vector["result"], "\(vector.name)")
                #expect(error.reason == vector["reason"], "\(vector.name)")
            }
        }
    }
}
