package import ComityCore
internal import Glibc

/// Writes log lines to standard error (or another descriptor), one `write` each. `docs/operating.md#log`
///
/// Never waits: a line that the reader's pipe has no room for is dropped and counted, and the next line that passes
/// says
/// how many were. Not thread-safe: it belongs to the thread of the ``EventLoop``.
package final class Log {
    package var level: LogLevel
    package var format: LogFormat
    private let descriptor: Int32
    private let clock: () -> Timestamp
    /// Lines lost since the last one that was written.
    private var dropped = 0

    package init(
        level: LogLevel = .info, format: LogFormat = .text, descriptor: Int32 = STDERR_FILENO,
        clock: @escaping () -> Timestamp = SystemClock.now
    ) {
        self.level = level
        self.format = format
        self.descriptor = descriptor
        self.clock = clock
    }

    package func debug(_ event: StaticString, _ fields: LogLine.Field...) { write(.debug, event, fields) }
    package func info(_ event: StaticString, _ fields: LogLine.Field...) { write(.info, event, fields) }
    package func warning(_ event: StaticString, _ fields: LogLine.Field...) { write(.warning, event, fields) }
    package func error(_ event: StaticString, _ fields: LogLine.Field...) { write(.error, event, fields) }

    private func write(_ lineLevel: LogLevel, _ event: StaticString, _ fields: [LogLine.Field]) {
        guard lineLevel >= level else { return }
        if dropped > 0 {
            let lost = LogLine(
                time: clock(), level: .warning, event: "log-lines-dropped", fields: [("count", .count(dropped))])
            guard put(lost.rendered(as: format)) else {
                dropped += 1
                return
            }
            dropped = 0
        }
        let line = LogLine(time: clock(), level: lineLevel, event: event, fields: fields)
        if !put(line.rendered(as: format)) { dropped += 1 }
    }

    /// Whether the whole line was taken. A pipe that polls writable takes PIPE_BUF bytes at once, and no line is
    /// longer.
    private func put(_ bytes: [UInt8]) -> Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&state, 1, 0) == 1, state.revents & Int16(POLLOUT) != 0 else { return false }
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    }
}
