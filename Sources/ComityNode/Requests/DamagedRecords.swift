import ComityCore

/// Records that a reading of many passed over because the disk gives something else than was written: one damaged
/// record must not hide all others. Specs/control.md#record-rows
final class DamagedRecords {
    /// Names kept for whoever asked; the others are counted.
    private static let namesKept = 20
    /// What an error says where sealed bytes, or what they hold, are not what was written.
    private static let codes: Set<String> = ["corrupt", "authentication-failed"]

    private let node: Node
    private(set) var count = 0
    private(set) var names: [String] = []

    init(_ node: Node) { self.node = node }

    /// What `read` gives; nil also where it finds damage, which is noted under the record's name.
    /// - Throws: every other error.
    func passing<Found>(_ name: @autoclosure () -> String, now: Timestamp, _ read: () throws -> Found?) throws -> Found?
    {
        do {
            return try read()
        } catch {
            guard let error = error as? any ComityError, Self.codes.contains(error.code) else { throw error }
            node.noteFault(error, now: now)
            count += 1
            if names.count < Self.namesKept { names.append(name()) }
            return nil
        }
    }
}
