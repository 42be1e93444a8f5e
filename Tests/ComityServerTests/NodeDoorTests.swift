import ComityCore
import ComityNode
import ComityServer
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct NodeDoorTests {
    private func initialised() throws -> TemporaryHome {
        let home = try TemporaryHome()
        let descriptor = open(home.layout.cardPath, O_CREAT | O_WRONLY, 0o644)
        try #require(descriptor >= 0)
        close(descriptor)
        return home
    }

    private func noDriver(_: HomeLayout) throws(ControlFailure) -> any NodeDriver {
        throw ControlFailure("opened", "the node was opened in this process", exit: .no)
    }

    @Test func withoutAHomeItSaysHowToMakeOne() throws {
        let home = try TemporaryHome()
        let failure = #expect(throws: ControlFailure.self) { try NodeDoor.open(home.layout, makeDriver: noDriver) }
        #expect(failure?.code == "no-home")
        #expect(failure?.exit == .unreachable)
        #expect(failure?.hints.first == "make one with `comity init`, or name another home with `--home DIR`")
    }

    @Test func aStoppedNodeIsAskedInThisProcess() throws {
        let home = try initialised()
        let driver = ScriptedDriver()
        var wishes = 3
        driver.onWake = {
            wishes -= 1
            return wishes > 0 ? [.wakeAt(.epoch)] : []
        }
        do {
            let channel = try NodeDoor.open(home.layout) { (_) throws(ControlFailure) in driver }
            var rows = 0
            let request = ControlRequest("count", ["rows": 5, "bytes": 10], user: "ana")
            let result = try channel.perform(request) { reply in
                if case .row = reply { rows += 1 }
                return true
            }
            #expect(result == ["rows": 5])
            #expect(rows == 5)
            #expect(driver.wakes == 3, "work that a request leaves is done before the command ends")
            let follow = ControlRequest("follow", user: "ana")
            #expect(try channel.perform(follow) { _ in false } == [:])
            #expect(driver.cancelled == 1)
            #expect(throws: ServerError(.homeLocked, "")) { try HomeLock(home.layout) }
        }
        #expect(throws: Never.self) { try HomeLock(home.layout) }
    }

    @Test func aLockThatAnswersNothingEndsInTryAgain() throws {
        let home = try initialised()
        let lock = try HomeLock(home.layout)
        let failure = #expect(throws: ControlFailure.self) { try NodeDoor.open(home.layout, makeDriver: noDriver) }
        #expect(failure?.code == "locked")
        #expect(failure?.exit == .locked)
        withExtendedLifetime(lock) {}
    }

    @Test func aSocketThatADeadNodeLeftIsPassedBy() throws {
        let home = try initialised()
        let descriptor = open(home.layout.socketPath, O_CREAT | O_WRONLY, 0o600)
        close(descriptor)
        let failure = #expect(throws: ControlFailure.self) { try NodeDoor.open(home.layout, makeDriver: noDriver) }
        #expect(failure?.code == "opened")
    }

    @Test func aHomeThatOthersMayWriteIsRefused() throws {
        let home = try initialised()
        chmod(home.layout.path, 0o777)
        let failure = #expect(throws: ControlFailure.self) { try NodeDoor.open(home.layout, makeDriver: noDriver) }
        #expect(failure?.code == "home-unusable")
        #expect(failure?.reason == "`\(home.layout.path)` is open to others: chmod 700 it")
    }
}
