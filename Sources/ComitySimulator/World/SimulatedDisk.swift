import ComitySQLite

/// The database of one simulated node, in memory, with the backups that were taken of it.
///
/// SQLite's `memdb` keeps a named database for as long as a connection to it is open; `VACUUM INTO` fills it.
final class SimulatedDisk {
    private var live: Connection?
    private var backups: [Connection] = []
    private var opened = 0

    init() {}

    var backupCount: Int { backups.count }

    func database() throws -> Connection {
        if let live { return live }
        let first = try openNext()
        live = first
        return first
    }

    /// Copies the database as it is now.
    func backUp() throws {
        let copy = try openNext()
        try database().backup(to: copy.path)
        backups.append(copy)
    }

    /// Puts a backup in the place of the database; what came after it is lost. The node must be opened anew.
    func restore(_ number: Int) throws {
        let copy = try openNext()
        try backups[number].backup(to: copy.path)
        live = copy
    }

    /// A database whose name no other disk of this process has: it holds this object's address while that lives.
    private func openNext() throws -> Connection {
        opened += 1
        let name = "/comity-\(UInt(bitPattern: ObjectIdentifier(self)))-\(opened)"
        return try Connection(path: name, options: ConnectionOptions(access: .create, vfs: "memdb"))
    }
}
