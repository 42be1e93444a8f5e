import ComityCore
import ComityLinkage
import ComityRecords
import Testing

/// The parallel reader against the row-by-row one of ComityRecords: the same rows, and the same first refusal.
@Suite struct CSVTableTests {
    private static let fields = [
        LinkageField(name: "id", kind: .ignore), LinkageField(name: "name", kind: .surname),
        LinkageField(name: "note", kind: .text), LinkageField(name: "cluster", kind: .ignore),
    ]

    private func read(
        _ text: [UInt8], source: UInt32 = 0, threads: Int = 1, columns: [Int?] = [0, 1, 2, 3]
    ) throws -> CSVTable {
        let plan = try LinkagePlan(fields: Self.fields)
        return try text.withUnsafeBytes { bytes in
            let source = CSVSource(
                bytes: bytes, name: "x.csv", source: source, idColumn: 0, columns: columns, labelColumn: 3)
            return try CSVTable(plan: plan, sources: [source], threads: threads)
        }
    }

    private func read(_ text: String, threads: Int = 1) throws -> CSVTable {
        try read(Array(text.utf8), threads: threads)
    }

    private func items(_ text: [UInt8]) -> [CSVItem] {
        var reader = CSVReader()
        reader.append(text)
        reader.finish()
        var items: [CSVItem] = []
        while let item = reader.next() { items.append(item) }
        return items
    }

    private func reason(_ text: [UInt8], threads: Int = 2) -> String? {
        do {
            _ = try read(text, threads: threads)
            return nil
        } catch let error as LinkageError {
            return error.reason
        } catch {
            return "\(error)"
        }
    }

    /// What the other reader finds first, in the words of this one.
    private func expectedReason(_ items: [CSVItem], header: [String]) -> String? {
        for case .refused(let fault) in items {
            let column = fault.column.map {
                header.indices.contains($0) ? ", column `\(header[$0])`" : ", column \($0 + 1)"
            }
            return "`x.csv` line \(fault.line)\(column ?? ""): \(fault.reason)"
        }
        return nil
    }

    private func randomCell(_ random: inout TestRandom) -> String {
        let plain = ["", "smith", "O'Neill", "José", "王秀英", "  two  words ", "12-3", "a+b"]
        let quoted = ["\"a,b\"", "\"line\nbreak\"", "\"say \"\"hi\"\"\"", "\"\"", "\"crlf\r\nin\"", "\"é,\""]
        return random.chance(0.8) ? random.pick(plain) : random.pick(quoted)
    }

    private func randomFile(_ random: inout TestRandom, rows: Int) -> String {
        let ending = random.pick(["\n", "\r\n"])
        var text = (random.chance(0.3) ? "\u{FEFF}" : "") + "id,name,note,cluster" + ending
        for row in 0..<rows {
            if random.chance(0.05) { text += ending }
            text += "\(row * 7_919 % 104_729),\(randomCell(&random)),\(randomCell(&random)),c\(row / 2)"
            if row < rows - 1 || random.chance(0.5) { text += ending }
        }
        return text
    }

    private func expectEqual(_ table: CSVTable, _ rows: [CSVRow]) throws {
        var expected = try LinkageTable(fields: Self.fields)
        let ordered = rows.sorted { $0[0].lexicographicallyPrecedes($1[0]) }
        for (key, row) in ordered.enumerated() {
            try expected.append(key: UInt64(key), texts: row.texts)
            #expect(table.names.text(UInt64(key)) == row.text(0))
            #expect(table.names.key(of: row.text(0), in: table.keys[0]) == UInt64(key))
        }
        try #require(table.table.count == expected.count)
        for number in expected.plan.comparisons.indices {
            for row in 0..<expected.count {
                #expect(table.table.cell(row, number) == expected.cell(row, number))
            }
        }
        let labels = try #require(table.labels)
        for one in ordered.indices.dropFirst() {
            #expect((labels[one] == labels[one - 1]) == (ordered[one][3] == ordered[one - 1][3]))
        }
    }

    @Test func rowsAreThoseOfTheRowByRowReader() throws {
        var random = TestRandom(seed: 1)
        for count in [0, 1, 2, 40, 300] {
            for _ in 0..<6 {
                let text = Array(randomFile(&random, rows: count).utf8)
                let rows = items(text).dropFirst().compactMap { item -> CSVRow? in
                    if case .row(let row) = item { return row }
                    return nil
                }
                try expectEqual(try read(text, threads: 3), rows)
            }
        }
    }

    /// Chunks of a megabyte: a large file has several, and quotes lie across their edges.
    @Test func partsOfALargeFileMeetBetweenRows() throws {
        var text = "id,name,note,cluster\n"
        for row in 0..<60_000 {
            text += "\(row),name\(row % 100),\"a note, that\nis long \"\"and\"\" has lines \(row)\",c\n"
        }
        let one = try read(text, threads: 1)
        let other = try read(text, threads: 4)
        #expect(one.table.count == 60_000)
        #expect((0..<one.table.count).allSatisfy { one.table.cell($0, 1) == other.table.cell($0, 1) })
        #expect(one.table.dictionaries.map(\.count) == [101, 60_001])
        #expect(one.table.dictionaries.map(\.count) == other.table.dictionaries.map(\.count))
    }

    @Test func refusalsAreThoseOfTheRowByRowReader() throws {
        var random = TestRandom(seed: 2)
        var refused = 0
        for _ in 0..<1_500 {
            var text = Array(randomFile(&random, rows: 1 + random.below(12)).utf8)
            for _ in 0...random.below(2) {
                let place = 25 + random.below(max(text.count - 25, 1))
                let byte = random.pick([0, 0x22, 0x2C, 0x0A, 0x0D, 0xC3, 0xFF, 0x80, 0x41] as [UInt8])
                if place < text.count, random.chance(0.6) { text[place] = byte } else { text.append(byte) }
            }
            let expected = expectedReason(items(text), header: ["id", "name", "note", "cluster"])
            let found = reason(text)
            if let expected {
                refused += 1
                #expect(found == expected, "\(String(decoding: text, as: UTF8.self))")
            } else if let found {
                #expect(found.contains("the id is empty") || found.contains("two rows have the id"))
            }
        }
        #expect(refused > 500)
    }

    @Test func eachRefusalNamesItsPlace() {
        func text(_ row: String) -> [UInt8] { Array("id,name,note,cluster\n1,a,b,c\n\(row)\n3,a,b,c\n".utf8) }
        #expect(reason(text("2,a,b")) == "`x.csv` line 3: has 3 cells instead of 4")
        #expect(reason(text("1,a,b,c")) == "`x.csv` line 3, column `id`: two rows have the id `1`")
        #expect(reason(text(",a,b,c")) == "`x.csv` line 3, column `id`: the id is empty")
        #expect(reason(text("2,a\0,b,c")) == "`x.csv` line 3, column `name`: has a NUL")
        #expect(reason(text("2,a\r,b,c"))?.hasSuffix("has a carriage return without a line feed") == true)
        #expect(reason(text("2,\"a\"b,b,c"))?.hasSuffix("has text after its closing quote") == true)
        #expect(reason(text("2,\"a,b,c"))?.hasSuffix("opens a quote that is not closed") == true)
        #expect(reason(text("2,a,b,\(String(repeating: "x", count: 65_537))"))?.contains("65536 bytes") == true)
        #expect(reason([]) == "`x.csv` has no header row")
        #expect(reason([0xFF, 0xFE, 0x41, 0]) == "`x.csv` is UTF-16: save it as UTF-8")
        let endless = Array("id,name,note,cluster\n1,\"".utf8) + [UInt8](repeating: 0x61, count: 5 << 20)
        #expect(reason(endless)?.hasPrefix("`x.csv` line 2: the row has over 4194304 bytes") == true)
    }

    @Test func aColumnThatAFileLacksIsMissing() throws {
        let text = Array("id,name\n2,novak\n1,smith\n".utf8)
        let plan = try LinkagePlan(fields: Self.fields)
        let table = try text.withUnsafeBytes { bytes in
            let source = CSVSource(bytes: bytes, name: "x.csv", source: 7, idColumn: 0, columns: [0, 1, nil, nil])
            return try CSVTable(plan: plan, sources: [source])
        }
        #expect(table.table.sources == [7, 7])
        #expect((0..<2).allSatisfy { table.table.cell($0, 1).isEmpty })
        #expect(table.labels == nil)
        #expect(table.names.text(0) == "1")
        #expect(table.names.key(of: "3", in: table.keys[0]) == nil)
    }

    @Test func severalColumnsMakeOneCell() throws {
        let fields = [
            LinkageField(name: "by", kind: .birthYear), LinkageField(name: "bm", kind: .birthMonth),
            LinkageField(name: "bd", kind: .birthDay),
        ]
        let text = Array("id,by,bm,bd\n1,1985,3,7\n2,1985,,\n3,,,\n4,1985,3,7\n".utf8)
        let plan = try LinkagePlan(fields: fields)
        let table = try text.withUnsafeBytes { bytes in
            try CSVTable(
                plan: plan,
                sources: [CSVSource(bytes: bytes, name: "x.csv", source: 0, idColumn: 0, columns: [1, 2, 3])])
        }
        let dates = (0..<4).map { String(decoding: table.table.cell($0, 0), as: UTF8.self) }
        #expect(dates == ["19850307", "19850000", "", "19850307"])
    }

    @Test func rowsOfTwoFilesAreNumberedBySourceAndId() throws {
        let one = Array("id,name,note,cluster\nb,x,,p\na,y,,q\n".utf8)
        let two = Array("id,name,note,cluster\na,z,,p\n".utf8)
        let plan = try LinkagePlan(fields: Self.fields)
        let table = try one.withUnsafeBytes { one in
            try two.withUnsafeBytes { two in
                try CSVTable(
                    plan: plan,
                    sources: [one, two].enumerated().map { number, bytes in
                        CSVSource(
                            bytes: bytes, name: "\(number)", source: UInt32(number), idColumn: 0,
                            columns: [0, 1, 2, 3], labelColumn: 3)
                    })
            }
        }
        #expect(table.keys == [0..<2, 2..<3])
        #expect((0..<3).map { table.names.text($0) } == ["a", "b", "a"])
        #expect(table.table.sources == [0, 0, 1])
        let labels = try #require(table.labels)
        #expect(labels[1] == labels[2] && labels[0] != labels[1])
    }
}
