/// How much a log line matters, and from which level on lines are written.
package enum LogLevel: String, CaseIterable, Comparable, Sendable {
    case debug, info, warning, error

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }
}

/// How a log line is written. `docs/operating.md#log`
package enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}
