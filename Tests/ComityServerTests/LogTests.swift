import ComityCore
import ComityNode
import ComityServer
import Glibc
import Testing

@Suite struct LogTests {
    /// What `write` puts into a pipe.
    private func lines(level: LogLevel, format: LogFormat, _ write: (Log) throws -> Void) throws -> String {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let log = Log(level: level, format: format, descriptor: ends[1]) { Timestamp(milliseconds: 1_767_225_600_123) }
        try write(log)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(ends[0], &buffer, buffer.count)
        return String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
    }

    @Test func textIsOneReadableLine() throws {
        let text = try lines(level: .info, format: .text) { log in
            log.debug("hidden")
            log.info(
                "link-opened", ("agency", .agency(AgencyID(unchecked: "us-or-sp"))),
                ("address", .address("127.0.0.1:7443")),
                ("link", .link(LinkID(number: 4))), ("reason", .reason("idle for 200 s")))
        }
        #expect(
            text == "2026-01-01T00:00:00.123Z info link-opened agency=us-or-sp address=127.0.0.1:7443 link=4 "
                + "reason=\"idle for 200 s\"\n")
    }

    @Test func jsonIsOneObject() throws {
        let text = try lines(level: .warning, format: .json) { log in
            log.info("hidden")
            log.error("bind", ("count", .count(3)), ("path", .path("a \"b\" \\ é\u{1F600}")))
        }
        #expect(
            text == #"{"time":"2026-01-01T00:00:00.123Z","level":"error","event":"bind","count":3,"#
                + #""path":"a \"b\" \\ \u00e9\ud83d\ude00"}"# + "\n")
    }

    @Test(arguments: ["\n2026 error forged", "\u{1B}[2J", "\r", "\u{202E}evil", "\u{2028}x", "a\u{0}b", "\u{7F}", ""])
    func nothingForeignEndsALineOrReachesATerminal(text: String) throws {
        for format in LogFormat.allCases {
            let line = try lines(level: .info, format: format) { $0.info("x", ("reason", .reason(text))) }
            #expect(line.utf8.dropLast().allSatisfy { (0x20...0x7E).contains($0) })
            #expect(line.hasSuffix("\n"))
        }
    }

    @Test func longLinesAreCut() throws {
        let long = String(repeating: "\u{1}", count: 100_000)
        let one = try lines(level: .info, format: .text) { $0.info("x", ("reason", .reason(long))) }
        #expect(one.utf8.count < 600 && one.hasSuffix("...\"\n"))
        let field: LogLine.Field = ("reason", .reason(long))
        let all = try lines(level: .info, format: .json) {
            $0.info("x", field, field, field, field, field, field, field, field, field)
        }
        #expect(all.hasSuffix(#""event":"x","truncated":true}"# + "\n"))
    }

    @Test func aReaderThatSleepsBlocksNobody() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let log = Log(descriptor: ends[1]) { Timestamp.epoch }
        for _ in 0..<5_000 { log.info("a-line-of-some-length", ("count", .count(1))) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        #expect(read(ends[0], &buffer, buffer.count) > 0)
        log.info("after")
        let count = read(ends[0], &buffer, buffer.count)
        let text = String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
        #expect(text.contains("warning log-lines-dropped count="))
        #expect(text.hasSuffix("info after\n"))
    }
}
