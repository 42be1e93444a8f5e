import ComityCore
import ComityNode
import ComityServer
import Testing

/// The frames of Specs/control.md.
@Suite struct ControlTests {
    @Test func theExampleOfTheSpecIsExact() throws {
        let request = ControlRequest("node.status", user: "ana")
        #expect(
            Hex.encode(request.encoded)
                == "a3647573657263616e6167726571756573746b6e6f64652e73746174757369617267756d656e7473a0")
        #expect(try ControlRequest(decoding: request.encoded) == request)
        let reply = ControlReply.result(["agency": "us-wa-kcso", "records": 240, "running": true])
        #expect(
            Hex.encode(reply.encoded) == "a166726573756c74a3666167656e63796a75732d77612d6b63736f"
                + "677265636f72647318f06772756e6e696e67f5")
    }

    @Test(arguments: [
        ControlReply.row([1, "a"]), .progress(done: 3, total: 9, label: "rehashing"),
        .progress(done: 3, total: nil, label: "reading"), .result([:]),
        .failure(ControlFailure("not-found", "no record `ab`", hints: ["one", "two"], exit: .no)),
    ])
    func repliesReadBack(reply: ControlReply) throws {
        #expect(try ControlReply(decoding: reply.encoded) == reply)
    }

    static let badRequests: [CBORValue] = [
        [:], ["request": "a", "arguments": [:]], ["request": "a", "arguments": [], "user": "u"],
        ["request": "a", "arguments": [1: 2], "user": "u"], ["request": "a", "arguments": [:], "user": 7],
        ["request": "a", "arguments": [:], "user": "u", "case": 7],
        ["request": "a", "arguments": [:], "user": "u", "extra": "x"], "request",
    ]

    @Test(arguments: badRequests)
    func badRequestsAreRefused(value: CBORValue) {
        #expect(throws: CoreError.self) { try ControlRequest(decoding: value.encoded) }
    }

    static let badReplies: [CBORValue] = [
        [:], ["row": 1, "result": [:]], ["other": 1], [1: 2], ["progress": [1, 2]], ["progress": [1, "x", "l"]],
        ["error": ["code": "a", "reason": "b", "hints": []]],
        ["error": ["code": "a", "reason": "b", "hints": [], "exit": 0]],
        ["error": ["code": "a", "reason": "b", "hints": [], "exit": 2]],
    ]

    @Test(arguments: badReplies)
    func badRepliesAreRefused(value: CBORValue) {
        #expect(throws: CoreError.self) { try ControlReply(decoding: value.encoded) }
    }

    @Test func hintsAreAtMostTwo() {
        #expect(ControlFailure("a", "b", hints: ["1", "2", "3"], exit: .no).hints == ["1", "2"])
    }

    @Test func longSocketPathsMoveToTheRuntimeFolder() {
        let short = HomeLayout(path: "/srv/comity/", runtimePath: "/run/user/1")
        #expect(short.path == "/srv/comity")
        #expect(short.socketPath == "/srv/comity/control")
        let long = HomeLayout(path: "/" + String(repeating: "x", count: 120), runtimePath: "/run/user/1")
        #expect(long.socketPath.hasPrefix("/run/user/1/comity-"))
        #expect(long.socketPath.utf8.count <= HomeLayout.socketPathLimitBytes)
    }
}
