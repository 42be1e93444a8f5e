import ComityServer
import Foundation
import Glibc
import Testing

extension ProcessTests {
    /// However the demonstration ends, its nodes end with it.
    @Test func aKilledDemonstrationLeavesNoNodeBehind() throws {
        let folder = NSTemporaryDirectory() + "comity-demo-test-\(getpid())"
        let demo = Process()
        demo.executableURL = URL(filePath: try #require(NodeProcess.binary))
        demo.arguments = ["demo", "--keep", folder]
        demo.standardOutput = FileHandle.nullDevice
        demo.standardError = FileHandle.nullDevice
        try demo.run()
        defer {
            do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") }
        }
        #expect(try Self.wait { try Self.nodes(under: folder) == 3 })
        kill(demo.processIdentifier, SIGKILL)
        demo.waitUntilExit()
        #expect(try Self.wait { try Self.nodes(under: folder) == 0 })
    }

    private static func wait(until isReached: () throws -> Bool) throws -> Bool {
        let end = SystemClock.monotonicMilliseconds() + 20_000
        while SystemClock.monotonicMilliseconds() < end {
            if try isReached() { return true }
            usleep(5_000)
        }
        return false
    }

    /// How many processes serve a home in this folder.
    private static func nodes(under folder: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.count { process in
            // A process may end between the list and the look.
            let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            return String(decoding: words, as: UTF8.self).contains("\0--home\0\(folder)/")
        }
    }
}
