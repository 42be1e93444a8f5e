import ComityCore
import ComityServer
import Foundation
import Glibc
import Synchronization

/// A TCP proxy in the test's own process: it splits what passes into chunks, delays each by a seeded time, so that
/// chunks of different connections overtake each other, and cuts connections in the middle of a chunk's life.
/// The kernel decides what is readable when, so a seed gives the same weather, not the same run.
final class StormProxy: Sendable {
    /// How bad the weather is.
    struct Weather {
        var delayMilliseconds = 0
        /// After so many chunks, or up to twice as many, one cuts its connection; 0 never.
        var chunksBetweenCuts = 0
    }

    private struct State {
        var weather = Weather()
        var routes: [(listener: Int32, target: UInt16)] = []
        var redirected: [UInt16: UInt16] = [:]
        var cuts = 0
        var chunks = 0
        var isStopped = false
    }

    private let state: Mutex<State>
    private let seed: UInt64

    init(seed: UInt64, _ weather: Weather) {
        self.seed = seed
        state = Mutex(State(weather: weather))
        Thread.detachNewThread { [self] in
            var loop = Loop(seed: self.seed)
            while loop.turn(self.state.withLock { $0 }, note: { self.note($0, $1) }) {}
        }
    }

    /// Opens a port that leads to `target`.
    func route(to target: UInt16) throws -> UInt16 {
        let (listener, port) = try Loopback.listen()
        Loopback.setNonBlocking(listener)
        state.withLock { $0.routes.append((listener, target)) }
        return port
    }

    /// New connections of the route that led to `target` lead to `other`, until it is redirected again.
    func redirect(_ target: UInt16, to other: UInt16) { state.withLock { $0.redirected[target] = other } }

    /// Changes the weather for chunks that come from now on.
    func change(_ weather: Weather) { state.withLock { $0.weather = weather } }
    func stop() { state.withLock { $0.isStopped = true } }
    var cuts: Int { state.withLock(\.cuts) }
    var chunks: Int { state.withLock(\.chunks) }

    private func note(_ chunks: Int, _ cuts: Int) {
        state.withLock {
            $0.chunks += chunks
            $0.cuts += cuts
        }
    }

    /// What the proxy's thread alone touches.
    private struct Loop {
        var random: SeededRandom
        var chunksToCut: Int?
        var pairs: [(near: Wire, far: Wire)] = []

        init(seed: UInt64) { random = SeededRandom(seed: seed) }

        /// One poll and what it allows. Cost linear in the connections.
        /// - Returns: false when stopped.
        mutating func turn(_ state: State, note: (Int, Int) -> Void) -> Bool {
            guard !state.isStopped else {
                for pair in pairs { cut(pair) }
                for route in state.routes { close(route.listener) }
                return false
            }
            wait(for: state.routes.map(\.listener))
            for route in state.routes {
                accept(route.listener, target: state.redirected[route.target] ?? route.target)
            }
            var chunks = 0
            var cuts = 0
            var kept: [(near: Wire, far: Wire)] = []
            for pair in pairs {
                let (isWhole, passed) = carry(pair, state.weather)
                chunks += passed
                let isCut = isCutDue(after: passed, state.weather)
                cuts += isCut ? 1 : 0
                let ends = !isWhole || isCut || (pair.near.isDone && pair.far.isDone)
                if ends { cut(pair) } else { kept.append(pair) }
            }
            pairs = kept
            if chunks + cuts > 0 { note(chunks, cuts) }
            return true
        }

        private mutating func isCutDue(after passed: Int, _ weather: Weather) -> Bool {
            guard weather.chunksBetweenCuts > 0 else { return false }
            chunksToCut = (chunksToCut ?? weather.chunksBetweenCuts) - passed
            guard chunksToCut ?? 1 <= 0 else { return false }
            chunksToCut = weather.chunksBetweenCuts + Int(random.next() % UInt64(weather.chunksBetweenCuts))
            return true
        }

        private func wait(for listeners: [Int32]) {
            var polled = listeners.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            for wire in pairs.flatMap({ [$0.near, $0.far] }) where wire.wantsInput {
                polled.append(pollfd(fd: wire.input, events: Int16(POLLIN), revents: 0))
            }
            let waits = pairs.contains { $0.near.isWaiting || $0.far.isWaiting }
            poll(&polled, nfds_t(polled.count), waits ? 1 : 20)
        }

        private mutating func accept(_ listener: Int32, target: UInt16) {
            while true {
                let near = Glibc.accept(listener, nil, nil)
                guard near >= 0 else { return }
                _ = fcntl(near, F_SETFD, FD_CLOEXEC)
                guard let far = Loopback.connect(port: target) else {
                    close(near)
                    continue
                }
                Loopback.setNonBlocking(near)
                Loopback.setNonBlocking(far)
                pairs.append((Wire(input: near, output: far), Wire(input: far, output: near)))
            }
        }

        private mutating func carry(_ pair: (near: Wire, far: Wire), _ weather: Weather) -> (isWhole: Bool, Int) {
            let now = SystemClock.monotonicMilliseconds()
            var passed = 0
            for wire in [pair.near, pair.far] {
                let before = wire.taken
                if wire.wantsInput {
                    guard wire.take(now: now, delayMilliseconds: weather.delayMilliseconds, &random) else {
                        return (false, passed)
                    }
                }
                passed += wire.taken - before
                guard wire.deliver(now: now) else { return (false, passed) }
            }
            return (true, passed)
        }

        private func cut(_ pair: (near: Wire, far: Wire)) {
            close(pair.near.input)
            close(pair.far.input)
        }
    }
}
