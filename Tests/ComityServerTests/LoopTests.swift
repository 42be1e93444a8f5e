import ComityCore
import ComityServer
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct LoopTests {
    @Test func timersFireInOrderAndOnce() throws {
        let loop = try EventLoop()
        var fired: [Int] = []
        let timers = try [30, 10, 20].map { delay in
            let timer = try LoopTimer(loop) { fired.append(delay) }
            timer.set(afterMilliseconds: Int64(delay))
            return timer
        }
        let never = try LoopTimer(loop) { fired.append(-1) }
        never.set(afterMilliseconds: 15)
        never.cancel()
        let end = try LoopTimer(loop) { loop.stop() }
        end.set(afterMilliseconds: 60)
        loop.run()
        #expect(fired == [10, 20, 30])
        withExtendedLifetime((timers, end)) {}
    }

    @Test func lettersArriveInOrder() throws {
        let thread = try LoopThread { loop, ready in
            ready()
            loop.run()
            return true
        }
        let counter = Counter()
        for number in 0..<1_000 { thread.run { _ in counter.add(number) } }
        #expect(try thread.stop())
        #expect(counter.numbers == Array(0..<1_000))
    }

    @Test func endpointsAreReadStrictly() throws {
        for text in ["127.0.0.1:1", "[::1]:65535", "hub.example.org:7443", "[fe80::1%eth0]:9"] {
            #expect(try Endpoint(parsing: text).description == text)
        }
        for text in [
            "", ":1", "a", "a:", "a:65536", "a:-1", "a:+1", "a:01", "[]:1", "[a]:1", "::1:1", "a b:1", "a\n:1",
        ] {
            #expect(throws: ServerError(.malformedAddress, "")) { try Endpoint(parsing: text) }
        }
    }

    /// Written by the loop's thread between two calls that wait for it.
    private final class Counter: @unchecked Sendable {
        private(set) var numbers: [Int] = []
        func add(_ number: Int) { numbers.append(number) }
    }
}

@Suite struct ProcessTests {
    @Test func hardeningHolds() async {
        await #expect(processExitsWith: .success) {
            try ProcessGuard.harden()
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(4), &limit)
            let before = umask(0)
            let isDumpable = access("/proc/self/mem", R_OK) == 0 && geteuid() != 0
            exit(limit.rlim_max == 0 && before == 0o077 && !isDumpable ? 0 : 1)
        }
    }

    @Test func aBrokenPipeIsAnError() async {
        await #expect(processExitsWith: .success) {
            try ProcessGuard.harden()
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { exit(1) }
            close(ends[0])
            exit(write(ends[1], [1], 1) == -1 && errno == EPIPE ? 0 : 1)
        }
    }

    @Test func descriptorsAreRaisedToTheHardLimitAtMost() throws {
        let some = try ProcessGuard.raiseDescriptors(to: 300)
        #expect(some >= 300)
        #expect(try ProcessGuard.raiseDescriptors(to: 1 << 40) >= some)
    }

    @Test func theKernelGivesDifferentNumbers() {
        var random = SystemRandom()
        #expect(Set((0..<200).map { _ in random.next() }).count == 200)
    }

    @Test func theServiceManagerIsTold() throws {
        let home = try TemporaryHome()
        let path = home.layout.path + "/notify"
        let receiver = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(receiver) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(receiver, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "3000000"])
        #expect(notifier.watchdogMilliseconds == 1_500)
        notifier.ready(status: "listening\non 1")
        var buffer = [UInt8](repeating: 0, count: 200)
        let count = recv(receiver, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        #expect(String(decoding: buffer[..<max(count, 0)], as: UTF8.self) == "READY=1\nSTATUS=listening on 1\n")
        ServiceNotifier(environment: [:]).ready(status: "nobody listens")
    }
}
