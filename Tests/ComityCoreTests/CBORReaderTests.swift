import ComityCore
import Testing

@Suite struct CBORReaderTests {
    private func reader(_ value: CBORValue) -> CBORReader { CBORReader(value.encoded) }

    @Test func typedReadsTakeTheirTypeOnly() throws {
        let values: [CBORValue] = [1, -1, .bytes([1]), "a", [1], [1: 2], .tagged(1, 2), true, nil]
        for (index, value) in values.enumerated() {
            let attempts: [(Set<Int>, (inout CBORReader) throws -> Void)] = [
                ([0, 1], { _ = try $0.integer() }), ([0], { _ = try $0.unsigned() }),
                ([2], { _ = try $0.byteString() }), ([3], { _ = try $0.text() }), ([4], { _ = try $0.array() }),
                ([5], { _ = try $0.map() }), ([6], { _ = try $0.tag() }), ([7], { _ = try $0.boolean() }),
                ([8], { try $0.null() }),
            ]
            for (fitting, read) in attempts {
                var reader = reader(value)
                if fitting.contains(index) {
                    try read(&reader)
                } else {
                    #expect(throws: CoreError(.unexpectedCBOR, "")) { try read(&reader) }
                }
            }
        }
    }

    @Test func limitsAndCountsAreChecked() throws {
        var number = reader(11)
        #expect(throws: CoreError(.limitExceeded, "")) { try number.unsigned(atMost: 10) }
        var pair = reader([1, 2])
        #expect(throws: CoreError(.unexpectedCBOR, "")) { try pair.array(count: 3) }
        var digest = reader(.bytes([1, 2]))
        #expect(throws: CoreError(.malformedIdentifier, "")) { try digest.digest() }
    }

    /// The greatest number that each meaning allows is read; the next is refused. Specs/identifiers.md#bounds
    @Test func numbersWithAMeaningAreBounded() throws {
        let cases: [(CBORValue, CBORValue, (inout CBORReader) throws -> Void)] = [
            (
                .integer(Timestamp.last.milliseconds), .integer(Timestamp.last.milliseconds + 1),
                { _ = try $0.instant() }
            ),
            (
                .integer(Timestamp.first.milliseconds), .integer(Timestamp.first.milliseconds - 1),
                { _ = try $0.instant() }
            ),
            (0, .integer(.min), { _ = try $0.instant() }),
            (.integer((1 << 40) - 1), .integer(1 << 40), { _ = try $0.leafIndex() }),
            (.integer(1 << 40), .integer((1 << 40) + 1), { _ = try $0.treeSize() }),
        ]
        for (greatest, next, read) in cases {
            var fitting = reader(greatest)
            try read(&fitting)
            var beyond = reader(next)
            #expect(throws: CoreError(.limitExceeded, "")) { try read(&beyond) }
        }
    }

    @Test func itemsAreSkippedWholeAndChecked() throws {
        var reader = reader([[1, "a", [2: nil]], 7])
        try reader.array(count: 2)
        #expect(try reader.peekMajor() == 4)
        let skipped = try reader.encodedItem()
        #expect(Array(skipped) == CBORValue.array([1, "a", [2: nil]]).encoded)
        #expect(!reader.isAtEnd)
        #expect(!reader.peekNull())
        #expect(try reader.integer() == 7)
        try reader.finish()
        var bad = CBORReader([0x82, 0x18, 0x01, 0x00])
        #expect(throws: CoreError(.nonCanonicalCBOR, "")) { try bad.encodedItem() }
    }

    @Test func keysComeInOrder() throws {
        var order = MapKeyOrder()
        for key in [Int64(0), 1, 24, 256, .max, -1, -2, .min] { try order.accept(key) }
        for (first, second) in [(Int64(1), Int64(1)), (2, 1), (-1, 0), (-2, -1)] {
            var order = MapKeyOrder()
            try order.accept(first)
            #expect(throws: CoreError(.nonCanonicalCBOR, "")) { try order.accept(second) }
        }
    }

    @Test func valuesAnswerForTheirParts() {
        let value: CBORValue = [1: "a", "b": [true, nil]]
        #expect(value[1]?.textValue == "a")
        #expect(value["b"]?.arrayValue == [true, nil])
        #expect(value["b"]?.arrayValue?.first?.booleanValue == true)
        #expect(value[2] == nil)
        #expect(value.mapValue?.count == 2)
        #expect(value.integerValue == nil)
        #expect(CBORValue.bytes([1]).bytesValue == [1])
    }
}
