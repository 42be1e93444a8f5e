import ComityCore
import ComityServer
import Testing

@Suite struct ConfigurationTests {
    @Test func everySettingIsRead() throws {
        let text = """
            # a comment

            listen = 0.0.0.0:7443
              listen=[::1]:7444\t
            log-level = debug
            log-format = json
            link-limit = 100
            idle-seconds = 60
            dial = no\r
            """
        let settings = try Configuration(parsing: text, file: "config")
        #expect(settings.listen == ["0.0.0.0:7443", "[::1]:7444"])
        #expect(settings.logLevel == .debug)
        #expect(settings.logFormat == .json)
        #expect(settings.linkLimit == 100)
        #expect(settings.idleSeconds == 60)
        #expect(!settings.dials)
        #expect(try Configuration(parsing: "", file: "config") == Configuration())
    }

    @Test(arguments: [
        ("listen", "config:1: expected `key = value`"),
        ("\nlisten = 7443", "config:2: `7443` is no address: write HOST:PORT or [IPv6]:PORT"),
        ("listen = ::1:7443", "config:1: `::1:7443` is no address: write HOST:PORT or [IPv6]:PORT"),
        ("listen = a:07443", "config:1: `a:07443` is no address: write HOST:PORT or [IPv6]:PORT"),
        ("listen = a b:1", "config:1: `a b:1` is no address: write HOST:PORT or [IPv6]:PORT"),
        ("log-level = loud", "config:1: `log-level` is one of `debug`, `info`, `warning`, `error`, not `loud`"),
        ("log-format = xml", "config:1: `log-format` is one of `text`, `json`, not `xml`"),
        ("link-limit = 0", "config:1: `link-limit` is a number from 1 to 20000, not `0`"),
        ("link-limit = 007", "config:1: `link-limit` is a number from 1 to 20000, not `007`"),
        ("dial = true", "config:1: `dial` is `yes` or `no`, not `true`"),
        ("dial = no\ndial = yes", "config:2: `dial` is set twice"),
        (
            "Listen = a:1",
            "config:1: no setting `Listen`: there are listen, log-level, log-format, link-limit, idle-seconds, dial"
        ),
    ])
    func mistakesAreNamed(text: String, message: String) {
        #expect { try Configuration(parsing: text, file: "config") } throws: { error in
            (error as? ServerError)?.kind == .configuration && (error as? ServerError)?.reason == message
        }
    }

    @Test func aHugeFileIsRefused() {
        let text = String(repeating: "#", count: ServerLimits.configurationBytes + 1)
        #expect(throws: ServerError(.configuration, "")) { try Configuration(parsing: text, file: "config") }
        let many = String(repeating: "listen = a:1\n", count: ServerLimits.listenAddresses + 1)
        #expect(throws: ServerError(.configuration, "")) { try Configuration(parsing: many, file: "config") }
    }
}
