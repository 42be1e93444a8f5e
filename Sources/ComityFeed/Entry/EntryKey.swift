import ComityCore

/// The map keys of entry bodies. Specs/feed.md#entries
enum EntryKey: Int64 {
    case kind = 0
    case handle = 1
    case version = 2
    case clauses = 3
    case expires = 4
    case content = 5
    case base = 6
    case patch = 7
    case reason = 8
    case order = 9
    case leaves = 10
    case digest = 11
    case size = 12
    case count = 13
    case statedAt = 14
    case source = 15
}

extension CBORWriter {
    mutating func key(_ key: EntryKey) { integer(key.rawValue) }
}
