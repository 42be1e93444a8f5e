import ComityAudit
import ComityCore
import ComityCrypto
import Foundation
import Testing

@Suite struct AuditEventTests {
    static let now = Timestamp(milliseconds: 1_772_366_400_123)

    /// One value of every field.
    static func fields() throws -> [AuditField] {
        let digest = SHA256.hash([1])
        return [
            .agency(try AgencyID("us-or-sp")), .via(try AgencyID("us-wa-kcso")),
            .agreement(try AgreementID("cascadia")), .version(2), .audience(AudienceID(truncating: digest)),
            .epoch(.first), .begin(64), .end(128), .leaf(LeafIndex(70)), .handle(try Handle(0xABCDEF)),
            .record(RecordID(high: 1, low: 2)), .count(64), .updated(3), .refused(1), .commitment(digest),
            .root(digest), .digest(digest), .clauses([try ClauseID("a"), try ClauseID("b")]),
            .reason(try ReasonCode("expired")), .command(try ReasonCode("key-rotate")),
            .user(try AuditText("ana")), .purpose(try AuditText("human-trafficking-investigation")),
            .caseNumber(try AuditText("24/Ñ-17")), .match([1, 2, 3]), .since(now), .pin(digest), .sequence(7),
            .event(LeafIndex(12)), .order(99),
        ]
    }

    /// An event of each kind with all the fields that the kind may have.
    static func events() throws -> [AuditEvent] {
        let fields = try fields()
        return try AuditEventKind.allCases.map { kind in
            let names = kind.fieldNames
            return try AuditEvent(
                kind, at: now, fields: fields.filter { (names.required + names.optional).contains($0.name) })
        }
    }

    @Test func everyKindComesBackFromItsLeaf() throws {
        for event in try Self.events() {
            #expect(try AuditEvent(decoding: event.encoded) == event)
            let required = event.kind.fieldNames.required
            let least = try AuditEvent(
                event.kind, at: event.time, fields: event.fields.filter { required.contains($0.name) })
            #expect(try AuditEvent(decoding: least.encoded) == least)
        }
    }

    @Test func everyFieldIsUsedAndNumberedOnce() throws {
        let fields = try Self.fields()
        #expect(fields.map(\.number) == Array(1...AuditField.Tag.allCases.count))
        let used = Set(AuditEventKind.allCases.flatMap { $0.fieldNames.required + $0.fieldNames.optional })
        #expect(used == Set(fields.map(\.name)))
    }

    /// Codes and names are in signed trails: a change here breaks every trail that exists.
    @Test func codesAndNamesAreStable() {
        let table = AuditEventKind.allCases.map { "\($0.rawValue) \($0.name)" }.joined(separator: "\n")
        #expect(
            table == """
                10 disclosed
                11 withheld
                12 batch-sent
                13 batch-acknowledged
                14 batch-received
                15 batch-refused
                16 entry-refused
                17 receipt-sent
                18 receipt-received
                20 stranger-refused
                21 peer-refused
                22 heartbeat-alarm
                23 fork-proved
                24 epoch-opened
                30 agreement-proposed
                31 agreement-signed
                32 agreement-in-force
                33 agreement-suspended
                34 agreement-ended
                35 agreement-resumed
                40 record-added
                41 record-edited
                42 record-retracted
                43 import-finished
                44 import-undone
                45 purge-ordered
                46 purged
                50 queried
                51 record-shown
                52 records-exported
                53 trail-read
                60 match-proposed
                61 match-confirmed
                62 match-rejected
                63 match-undone
                64 match-suspended
                65 match-trained
                70 card-imported
                71 card-replaced
                72 key-rotated
                80 command-given
                81 node-started
                82 node-stopped
                83 backup-made
                84 store-restored
                90 padding
                """)
        for kind in AuditEventKind.allCases { #expect(AuditEventKind(name: kind.name) == kind) }
    }

    @Test func theLeafIsTheOneOfTheSpec() throws {
        let event = try AuditEvent(
            .batchAcknowledged, at: Self.now, .end(128), .epoch(.first), .agreement(try AgreementID("cascadia")),
            .audience(try AudienceID(bytes: [UInt8](repeating: 0xAA, count: 16))), .agency(try AgencyID("us-or-sp")))
        #expect(
            Hex.encode(event.encoded)
                == "831b0000019ca9450a7b0da5016875732d6f722d7370036863617363616469610550"
                + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0601081880")
    }

    @Test func missingForeignAndDoubledFieldsAreRefused() throws {
        let agency = AuditField.agency(try AgencyID("a"))
        #expect(throws: AuditError(.inconsistent, "")) { try AuditEvent(.peerRefused, at: Self.now, agency) }
        #expect(throws: AuditError(.inconsistent, "")) { try AuditEvent(.padding, at: Self.now, agency) }
        #expect(throws: AuditError(.inconsistent, "")) {
            try AuditEvent(.peerRefused, at: Self.now, agency, agency, .reason(try ReasonCode("no")))
        }
    }

    static let refusals: [(why: String, hex: String)] = [
        ("nothing", ""),
        ("an array of two", "82005a"),
        ("unknown kind", "830009a0"),
        ("unknown field", "830018 5a a1 18 63 00"),
        ("bytes behind", "8300185aa000"),
        ("a kind in two bytes too many", "830019005aa0"),
        ("a field that padding has not", "8300185aa10161 61"),
        ("a field missing", "83001815a1016161"),
        ("fields out of order", "83001815a213626e6f016161"),
        ("a field twice", "83001815a3016161016161 13626e6f"),
        ("a name in capitals", "83001815a2016141 13626e6f"),
        ("a control character", "83001832 a3 0c00 0f5820" + String(repeating: "00", count: 32) + "156107"),
        ("an indefinite map", "8300185abfff"),
        ("clauses out of order", "83001810 a6 016161 036161 0601 0901 1282 6162 6161 13626e6f"),
    ]

    @Test(arguments: refusals)
    func whatIsNoEventIsRefused(why: String, hex: String) throws {
        let bytes = try Hex.decode(hex.filter { $0 != " " })
        #expect(throws: AuditError(.malformedEvent, ""), "\(why)") { try AuditEvent(decoding: bytes) }
    }

    @Test func anEventOverTheLimitIsRefusedUnread() {
        #expect(throws: AuditError(.malformedEvent, "")) {
            try AuditEvent(decoding: [UInt8](repeating: 0x83, count: AuditEvent.limitBytes + 1))
        }
    }

    @Test func whatIsReadIsWrittenBack() throws {
        var random = SeededRandom(seed: 5)
        let samples = try Self.events().map(\.encoded)
        for _ in 0..<20_000 {
            var bytes = samples.randomElement(using: &random)!
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8(truncatingIfNeeded: random.next())
            }
            do throws(AuditError) {
                let event = try AuditEvent(decoding: bytes)
                #expect(event.encoded == bytes)
            } catch {
                #expect(error.kind == .malformedEvent)
            }
        }
    }

    @Test func eventsAreShownByName() throws {
        let event = try AuditEvent(
            .queried, at: Self.now, .user(try AuditText("ana")), .commitment(.zero), .count(3),
            .purpose(try AuditText("investigation")), .caseNumber(try AuditText("24/17")))
        #expect(event.rendered.map(\.key) == ["at", "kind", "count", "commitment", "user", "purpose", "case"])
        #expect(event.rendered[0].value == .text("2026-03-01T12:00:00.123Z"))
        #expect(event.rendered[1].value == .text("queried"))
        #expect(event.detail == "count 3, commitment \(Digest.zero)")
        for event in try Self.events() { #expect(event.rendered.count == event.fields.count + 2) }
    }

    @Test func textsFromOutsideAreCutAndCleaned() throws {
        #expect(AuditText(clamping: "").text == "-")
        #expect(AuditText(clamping: "a\nb").text == "a\u{FFFD}b")
        #expect(AuditText(clamping: String(repeating: "ñ", count: 100)).text.utf8.count == 128)
        for text in ["", "a\u{7}", String(repeating: "x", count: 129)] {
            #expect(throws: AuditError(.malformedEvent, "")) { try AuditText(text) }
        }
    }
}
