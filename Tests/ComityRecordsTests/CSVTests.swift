import ComityRecords
import Testing

@Suite struct CSVTests {
    /// Reads `text` in chunks of `chunkBytes`; rows as `line:cell|cell`, refusals as `line!column reason`.
    static func read(_ bytes: [UInt8], chunkBytes: Int = .max, limits: CSVLimits = CSVLimits()) -> [String] {
        var reader = CSVReader(limits: limits)
        var found: [String] = []
        func drain() {
            while let item = reader.next() {
                switch item {
                case .row(let row): found.append("\(row.line):" + row.texts.joined(separator: "|"))
                case .refused(let fault):
                    found.append("\(fault.line)!" + (fault.column.map { "\($0) " } ?? "") + fault.reason)
                }
            }
        }
        var start = 0
        while start < bytes.count {
            let end = start + min(chunkBytes, bytes.count - start)
            reader.append(bytes[start..<end])
            drain()
            start = end
        }
        reader.finish()
        drain()
        return found
    }

    /// What divides cells is told by the header, however its bytes come in.
    @Test(arguments: [
        ("a,b\n1,2\n", ","), ("a;b\n1;2\n", ";"), ("\u{FEFF}\r\n\na\tb;c\td\r\n", "\t"), ("a;b,c\n", ","),
        ("\"x,y\";b\n", ";"), ("a\n1;2;3\n", ","), ("a;b", ";"), ("", ","),
    ])
    func theHeaderTellsTheDelimiter(text: String, expected: String) {
        for chunkBytes in [1, 3, 1000] {
            var reader = CSVReader(delimiter: nil)
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                reader.append(rest.prefix(chunkBytes))
                rest = rest.dropFirst(chunkBytes)
                while reader.next() != nil {}
            }
            reader.finish()
            while reader.next() != nil {}
            #expect(reader.delimiter == expected.utf8.first, "\(chunkBytes)")
        }
    }

    static let cases: [(String, [String])] = [
        ("a,b\n1,2\n", ["1:a|b", "2:1|2"]),
        ("a,b\r\n1,2\r\n", ["1:a|b", "2:1|2"]),
        ("\u{FEFF}a,b\n1,2", ["1:a|b", "2:1|2"]),
        ("a,b\n,\n\n\"\",\"\"\n", ["1:a|b", "2:|", "4:|"]),
        ("a,b\n\"x, \"\"y\"\"\nz\",2\n3,4\n", ["1:a|b", "2:x, \"y\"\nz|2", "4:3|4"]),
        ("a\n\"\"\nx\n", ["1:a", "2:", "3:x"]),
        ("é,b\n😀,ß\n", ["1:é|b", "2:😀|ß"]),
        ("a,b\n1\n1,2,3\n3,4\n", ["1:a|b", "2!has 1 cells instead of 2", "3!has 3 cells instead of 2", "4:3|4"]),
        ("a,b\n1,\"x\n3,4\n5,6\n", ["1:a|b", "2!1 opens a quote that is not closed", "3:3|4", "4:5|6"]),
        (
            "a,b\n1,\"x\n3,4\n5,\"y\"\n7,8\n",
            ["1:a|b", "2!1 has text after its closing quote", "3:3|4", "4:5|y", "5:7|8"]
        ),
        (
            "a,b\n1,x\"y\n3,4\n",
            ["1:a|b", "2!1 has a quote inside: write the cell in quotes and double the quote", "3:3|4"]
        ),
        ("a,b\n\"x\"y,2\n3,4\n", ["1:a|b", "2!0 has text after its closing quote", "3:3|4"]),
        ("a,b\n1,x\u{0}\n\"\u{0}\",2\n3,4\n", ["1:a|b", "2!1 has a NUL", "3!0 has a NUL", "4:3|4"]),
        ("a,b\nx\ry,2\n3,4\n", ["1:a|b", "2!0 has a carriage return without a line feed", "3:3|4"]),
        ("", []), ("\n\n", []), ("a", ["1:a"]), ("a,", ["1:a|"]), ("a,b\r", ["1:a|b"]),
    ]

    @Test(arguments: 0..<cases.count)
    func rowsAndRefusalsWhateverTheChunks(index: Int) {
        let (text, expected) = Self.cases[index]
        for chunkBytes in [1, 2, 3, 5, 7, 64, Int.max] {
            #expect(Self.read(Array(text.utf8), chunkBytes: chunkBytes) == expected)
        }
    }

    @Test func invalidUTF8IsRefusedWithItsColumn() {
        let faults: [[UInt8]] = [
            [0xFF], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0x80],
            [0xE2, 0x82],
        ]
        for fault in faults {
            let bytes = Array("a,b\nlong enough text,".utf8) + fault + Array("\n3,4\n".utf8)
            #expect(Self.read(bytes) == ["1:a|b", "2!1 is not valid UTF-8", "3:3|4"])
        }
        // Two cells that only together are one character.
        #expect(Self.read(Array("a,b\n".utf8) + [0xC3, 0x2C, 0xA9, 0x0A])[1] == "2!0 is not valid UTF-8")
    }

    @Test func cellsAndRowsOverTheLimitCostOneRow() {
        let million = String(repeating: "x", count: 1 << 20)
        let reason = "is over the limit of \(CSVLimits().cellBytes) bytes"
        for chunkBytes in [4096, 65_536, Int.max] {
            let plain = Array("a,b\n1,\(million)\n\"\(million)\n\",2\n3,4\n".utf8)
            #expect(
                Self.read(plain, chunkBytes: chunkBytes) == ["1:a|b", "2!1 \(reason)", "3!0 \(reason)", "5:3|4"])
        }
        var small = CSVLimits()
        small.rowBytes = 1000
        let long = String(repeating: "y", count: 5000)
        let overlong = "the row has over 1000 bytes: is a quote not closed?"
        for chunkBytes in [100, 999] {
            #expect(
                Self.read(Array("a,b\n\(long),2\n3,4\n".utf8), chunkBytes: chunkBytes, limits: small)
                    == ["1:a|b", "2!\(overlong)", "3:3|4"])
            let open = Array("a,b\n\"1,2\n".utf8) + Array(repeating: Array("3,4\n".utf8), count: 600).joined()
            let found = Self.read(open, chunkBytes: chunkBytes, limits: small)
            #expect(found.prefix(3) == ["1:a|b", "2!\(overlong)", "3:3|4"])
            #expect(found.count == 602)
        }
    }

    @Test func utf16IsRefusedOnce() {
        #expect(
            Self.read([0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x62, 0, 0x0A, 0]) == ["1!the file is UTF-16: save it as UTF-8"])
    }
}
