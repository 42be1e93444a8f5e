import ComityCore
import ComityNode
import Testing

@testable import comity

/// What commands ask of a node, and what they make of its answers.
@Suite struct CommandTests {
    @Test func purposeCaseAndUserGoWithEveryRequest() {
        let node = ScriptedNode()
        _ = CommandOutcome("record history abcd --purpose trafficking --case 12/7", node: node)
        #expect(
            node.requests == [
                ControlRequest(
                    "record.history", ["id": "abcd"], purpose: "trafficking", caseNumber: "12/7", user: "ana")
            ])
    }

    @Test func statusHasTheKeysOfTheInterface() {
        let node = ScriptedNode(
            .success([
                "agency": "us-wa-kcso", "version": "0.1.0", "records": 3, "views": 4, "queue": 0, "audit_size": 9,
                "running": true,
            ]))
        let outcome = CommandOutcome("node status --json", node: node)
        #expect(outcome.exit == .done)
        #expect(
            outcome.output == #"{"agency":"us-wa-kcso","version":"0.1.0","running":true,"since":null,"listening":[],"#
                + #""records":3,"views":4,"queue":0,"audit_size":9,"store_version":null}"# + "\n")
    }

    @Test func peersAreATableOrLines() {
        let rows: [CBORValue] = [
            ["agency": "us-or-sp", "state": "connected", "since": 0, "sent": 12, "received": 7, "lag": 0],
            [
                "agency": "us-wa-safe", "state": "refused", "since": 0, "reason": "wrong pin", "sent": 0, "received": 0,
                "lag": 3,
            ],
        ]
        let table = CommandOutcome("peers", node: ScriptedNode(rows: rows)).output
        #expect(
            table == """
                AGENCY      STATE      SINCE                 REASON     SENT  RECEIVED  LAG
                us-or-sp    connected  1970-01-01T00:00:00Z               12         7    0
                us-wa-safe  refused    1970-01-01T00:00:00Z  wrong pin     0         0    3

                """)
        let lines = CommandOutcome("peers --json", node: ScriptedNode(rows: rows)).output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1].contains(#""reason":"wrong pin""#))
    }

    @Test func anEmptyListSaysSoOnStandardError() {
        let outcome = CommandOutcome("peers", node: ScriptedNode())
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors == "no peers: import a card with `comity card import FILE`\n")
    }

    @Test func matchesHaveTheKeysOfTheInterface() {
        let row: CBORValue = [
            "id": "aa", "left": ["agency": "a", "record": "r1"], "right": ["agency": "b", "record": "r2"],
            "weight": 12_345, "probability": 999_000, "decision": "proposed",
        ]
        let outcome = CommandOutcome("match list --json", node: ScriptedNode(rows: [row]))
        #expect(
            outcome.output == #"{"id":"aa","left":{"agency":"a","record":"r1"},"right":{"agency":"b","record":"r2"},"#
                + #""weight":12.345,"probability":0.999,"decision":"proposed","decided_by":null,"decided_at":null,"#
                + #""note":null,"conflict":null,"suspended":null,"assigned":null,"claims":[]}"# + "\n")
    }

    @Test func verifyFailsOnAnyFault() {
        let fault: CBORValue = ["file": "store.db", "place": "leaf 4", "reason": "hash differs"]
        let node = ScriptedNode(rows: [fault], .success(["events": 9, "verified": false]))
        let outcome = CommandOutcome("audit verify --json", node: node)
        #expect(outcome.exit == .no)
        #expect(
            outcome.output == #"{"events":9,"unsigned":0,"verified":false,"#
                + #""faults":[{"file":"store.db","place":"leaf 4","reason":"hash differs"}]}"# + "\n")
        #expect(outcome.errors.hasPrefix("error: the audit trail does not verify: 1 fault\n"))
    }

    @Test func aFailureOfTheNodeIsPrintedWithItsHints() {
        let failure = ControlFailure(
            "purpose-required", "agreement `x` demands a purpose", hints: ["add `--purpose WORD`"], exit: .no)
        let outcome = CommandOutcome("record show abcd", node: ScriptedNode(.failure(failure)))
        #expect(outcome.exit == .no)
        #expect(outcome.errors == "error: agreement `x` demands a purpose\n  hint: add `--purpose WORD`\n")
    }

    @Test func assignmentsGoAsWritten() {
        let node = ScriptedNode(.success(["id": "ab", "warnings": ["odd date"]]))
        let outcome = CommandOutcome("record add --type person --set names.given=Ana --set dob=1985", node: node)
        #expect(node.requests[0].arguments["set"] == [["names.given", "Ana"], ["dob", "1985"]])
        #expect(outcome.output == "ab\n")
        #expect(outcome.errors == "warning: odd date\n")
    }

    @Test func exportRefusesNamesThatClimb() {
        let node = ScriptedNode(rows: [["path": "../evil", "bytes": .bytes([1])]])
        let outcome = CommandOutcome("audit export --output /nowhere/at/all", node: node)
        #expect(outcome.exit == .cannotWrite)
    }
}
