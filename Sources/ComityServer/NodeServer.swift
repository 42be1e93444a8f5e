internal import ComityCore
package import ComityCrypto
internal import ComityNode
internal import Glibc

/// A running node: one loop that carries links, the control socket, signals and timers to one driver.
/// `docs/operating.md#threads`
package final class NodeServer {
    private let loop: EventLoop
    private let home: HomeLayout
    private let driver: any NodeDriver
    private let log: Log
    private let notifier: ServiceNotifier
    private var settings: Configuration
    /// What the command line wants otherwise than the file; applied at each reload too.
    private let overriding: (inout Configuration) -> Void
    private let peering: Peering
    private var control: ControlServer?
    private var signals: [LoopSignal] = []
    private var wakeTimer: LoopTimer?
    private var sweepTimer: LoopTimer?
    /// The earliest time the driver asked for, on the wall clock; nil if it asked for none.
    private var wakeTime: Timestamp?
    /// Monotonic time at which a stopping node closes what is left; nil while it runs.
    private var stopsAt: Int64?
    private var nextAlive: Int64 = 0
    private var faultLimit = RateLimit(
        burst: ServerLimits.faultBurst, intervalMilliseconds: ServerLimits.faultIntervalMilliseconds,
        now: SystemClock.monotonicMilliseconds())
    /// The wall clock at the last sweep.
    private var lastSweep = Timestamp.epoch

    /// - Parameters:
    ///   - settings: what `HOME/config` says.
    ///   - overriding: changes it as the command line wants, now and at each reload.
    /// - Throws: `loop-failed`, or `system-call` if TLS cannot be set up.
    package init(
        home: HomeLayout, driver: any NodeDriver, settings: Configuration, log: Log, environment: [String: String],
        loop: EventLoop, identity: TLSIdentity, overriding: @escaping (inout Configuration) -> Void = { _ in }
    ) throws(ServerError) {
        var settings = settings
        overriding(&settings)
        (log.level, log.format) = (settings.logLevel, settings.logFormat)
        (self.home, self.driver, self.settings, self.log, self.loop) = (home, driver, settings, log, loop)
        self.overriding = overriding
        notifier = ServiceNotifier(environment: environment)
        peering = try Peering(loop, driver: driver, identity: identity, settings: settings, log: log)
        peering.wakeAt = { [unowned self] in wake(at: $0) }
        wakeTimer = try LoopTimer(loop) { [unowned self] in wakeIfDue() }
        sweepTimer = try LoopTimer(loop) { [unowned self] in sweep() }
    }

    /// Binds everything and says that the node is ready.
    /// - Returns: the addresses that are listened on.
    /// - Throws: `bind-failed` and the like; nothing serves then.
    @discardableResult
    package func start() throws(ServerError) -> [String] {
        try raiseDescriptors()
        let addresses = try peering.listen(onlyOn: settings.listen)
        control = try ControlServer(
            loop, home: home, driver: driver, log: log,
            performed: { [unowned self] in wake(at: .epoch) })
        sweepTimer?.set(afterMilliseconds: 0)
        wake(at: .epoch)
        driver.listening = addresses
        for address in addresses { log.info("ready", ("address", .address(address))) }
        if addresses.isEmpty { log.info("ready") }
        notifier.ready(status: "listening on \(addresses.joined(separator: ", "))")
        return addresses
    }

    /// Ends on SIGTERM and SIGINT, reloads on SIGHUP. Once in a process.
    package func handleSignals() throws(ServerError) {
        for number in [SIGTERM, SIGINT] {
            signals.append(try LoopSignal(loop, number) { [unowned self] in stop() })
        }
        signals.append(try LoopSignal(loop, SIGHUP) { [unowned self] in reload() })
    }

    /// Serves until ``stop()``, then frees what it bound.
    package func run() {
        loop.run()
        control?.close()
        peering.finishStopping()
        signals = []
    }

    /// Begins a clean end; `run` returns within ``ServerLimits/lingerMilliseconds`` and a sweep.
    package func stop() {
        guard stopsAt == nil else { return loop.stop() }
        log.info("stopping")
        notifier.stopping()
        stopsAt = SystemClock.monotonicMilliseconds() + ServerLimits.lingerMilliseconds
        control?.close()
        peering.beginStopping()
        sweepTimer?.set(afterMilliseconds: 0)
    }

    /// Reads `HOME/config` again. A mistake in it changes nothing.
    package func reload() {
        notifier.reloading(monotonicMilliseconds: SystemClock.monotonicMilliseconds())
        do throws(ServerError) {
            var read = try home.configuration()
            overriding(&read)
            let addresses = try peering.listen(onlyOn: read.listen)
            (log.level, log.format) = (read.logLevel, read.logFormat)
            settings = read
            peering.settings = read
            try raiseDescriptors()
            driver.listening = addresses
            log.info("reloaded", ("addresses", .count(addresses.count)))
        } catch {
            log.error("configuration-refused", ("reason", .failure(error)))
        }
        peering.obey(driver.reload(now: SystemClock.now()))
        peering.refreshTargets()
        notifier.ready(status: "reloaded")
    }

    private func raiseDescriptors() throws(ServerError) {
        let wanted = settings.linkLimit + ServerLimits.spareDescriptors
        let granted = try ProcessGuard.raiseDescriptors(to: wanted)
        guard granted < wanted else { return }
        settings.linkLimit = max(granted - ServerLimits.spareDescriptors, granted / 2)
        peering.settings = settings
        log.warning("descriptors-low", ("granted", .count(granted)), ("links", .count(settings.linkLimit)))
    }

    /// Established links, for tests.
    package var establishedCount: Int { peering.establishedCount }

    // MARK: Timers

    private func wake(at time: Timestamp) {
        if let wakeTime, wakeTime <= time { return }
        wakeTime = time
        wakeTimer?.set(afterMilliseconds: time.milliseconds - SystemClock.now().milliseconds)
    }

    /// The wall clock may have been set meanwhile: it decides, not the timer.
    private func wakeIfDue() {
        guard let time = wakeTime else { return }
        let now = SystemClock.now()
        guard time <= now else {
            wakeTimer?.set(afterMilliseconds: time.milliseconds - now.milliseconds)
            return
        }
        wakeTime = nil
        peering.obey(driver.wake(now: now))
    }

    /// A fault that comes back with every wake must not fill the disk that may be its cause.
    private func logFaults(now: Int64) {
        for fault in driver.takeFaults() {
            guard let held = faultLimit.pass(now: now) else { continue }
            log.error("fault", ("code", .code(fault)), ("held", .count(held)))
        }
    }

    private func sweep() {
        let now = SystemClock.monotonicMilliseconds()
        let wall = SystemClock.now()
        // What was wished for by a clock that has been set back would come too late: the driver wishes anew.
        if wall < lastSweep { wakeTime = wall }
        lastSweep = wall
        peering.sweep()
        control?.sweep(now: now)
        logFaults(now: now)
        wakeIfDue()
        if let watchdog = notifier.watchdogMilliseconds, now >= nextAlive {
            notifier.alive()
            nextAlive = now + watchdog
        }
        if let stopsAt, peering.isStopped || now >= stopsAt { return loop.stop() }
        sweepTimer?.set(afterMilliseconds: stopsAt == nil ? ServerLimits.sweepMilliseconds : 10)
    }
}
