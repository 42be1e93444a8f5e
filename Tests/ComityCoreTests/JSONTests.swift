import ComityCore
import Testing

@Suite struct JSONTests {
    @Test func readsWhatItWritesInTheOrderGiven() throws {
        let value: JSONValue = [
            "z": 1, "a": [true, false, nil, -7, 2.5, "tab\t \"quoted\" \\ \u{1} é 😀"], "empty": [:], "none": [],
        ]
        let line =
            #"{"z":1,"a":[true,false,null,-7,2.5,"tab\t \"quoted\" \\ \u0001 é 😀"],"empty":{},"none":[]}"#
        #expect(value.text == line)
        for text in [line, value.text(isIndented: true)] {
            #expect(try JSONReader.read(Array(text.utf8)) == value)
        }
    }

    @Test func readsEscapesAndLargeNumbers() throws {
        let text = #" ["\u00e9\ud83d\ude00\/", 9223372036854775807, 9223372036854775808, -0, 1e3] "#
        let expected: JSONValue = ["é😀/", .integer(.max), .decimal(9223372036854775808), 0, 1000.0]
        #expect(try JSONReader.read(Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        ("", "expected a value at line 1, column 1"),
        ("{\"a\":1,\n \"a\":2}", "the name `a` occurs twice at line 2, column 2"),
        ("[1,]", "expected a value at line 1, column 4"),
        ("{\"a\":1,}", "expected a name in quotes at line 1, column 8"),
        ("[1 2]", "expected `,` or `]` at line 1, column 4"),
        ("{\"a\" 1}", "expected `:` at line 1, column 6"),
        ("01", "expected a number without leading zeros at line 1, column 3"),
        ("-", "expected a number without leading zeros at line 1, column 2"),
        ("1.", "expected a digit at line 1, column 3"),
        ("1e999", "expected a number within the range of doubles at line 1, column 1"),
        ("\"\\ud800\"", "expected a second surrogate at line 1, column 8"),
        ("\"\\udc00\"", "expected a character of Unicode other than NUL at line 1, column 4"),
        ("\"\\u0000\"", "expected a character of Unicode other than NUL at line 1, column 4"),
        ("\"\\x\"", "expected an escape of JSON at line 1, column 3"),
        ("\"a\nb\"", "expected no control character in a string at line 1, column 3"),
        ("\"abc", "expected the end of a string at line 1, column 5"),
        ("tru", "expected a value at line 1, column 1"),
        ("// no\n1", "expected a value at line 1, column 1"),
        ("\u{FEFF}1", "expected a value at line 1, column 1"),
        ("1 1", "expected nothing more at line 1, column 3"),
    ])
    func refusesWithPlace(text: String, reason: String) {
        #expect { try JSONReader.read(Array(text.utf8)) } throws: { error in
            (error as? CoreError)?.reason == reason && (error as? CoreError)?.kind == .malformedJSON
        }
    }

    @Test func refusesBeyondItsLimits() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1000)
        #expect(throws: CoreError(.limitExceeded, "")) { try JSONReader.read(deep) }
        #expect(throws: CoreError(.limitExceeded, "")) { try JSONReader.read(deep, limitBytes: 10) }
        #expect(throws: CoreError(.malformedJSON, "")) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    }
}
