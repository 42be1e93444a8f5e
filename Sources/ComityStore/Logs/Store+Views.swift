package import ComityCore
import ComityFeed
import ComityRecords
import ComitySQLite

/// The views that feeds yield, our own feeds included: what a partner sees of us is read the same way.
extension Store {
    package func view(_ handle: Handle, of log: StoredLog) throws -> StoredView? {
        try database.first(
            SQL(
                "view.read",
                """
                SELECT handle, leaves, state, type, expires, received, record
                FROM view
                WHERE log = ?1 AND handle = ?2
                """
            ),
            log.number, Int64(handle.value), row: storedView)
    }

    package func save(_ view: StoredView, of log: StoredLog) throws {
        try database.run(
            SQL(
                "view.save",
                """
                INSERT INTO view (log, handle, leaves, state, type, expires, received, record)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                ON CONFLICT DO UPDATE
                SET leaves = ?3, state = ?4, type = ?5, expires = ?6, received = ?7
                """
            ),
            log.number, Int64(view.handle.value), view.leaves.encoded, view.state.rawValue, view.type,
            view.expires?.milliseconds, view.received.milliseconds, view.record)
    }

    /// Reads a view's content from the entries that it rests on.
    /// - Returns: nil if the view is not visible, or one of its leaves is gone.
    package func content(of view: StoredView, in log: StoredLog) throws -> ViewContent? {
        guard view.state == .visible, let base = view.leaves.base, let newest = view.leaves.newest,
            let stored = try entry(base, of: log),
            case .state(let state) = try EntryBody(decoding: stored.encodedBody)
        else { return nil }
        var content = state.content
        var latest = (state.clauses, state.version, state.statedAt, state.expires)
        for leaf in view.leaves.leaves.dropFirst() {
            guard let stored = try entry(leaf, of: log),
                case .patch(let patch) = try EntryBody(decoding: stored.encodedBody)
            else { return nil }
            content = content.applying(patch.patch)
            latest = (patch.clauses, patch.version, patch.statedAt, patch.expires)
        }
        return ViewContent(
            content: content, clauses: latest.0, version: latest.1, statedAt: latest.2, expires: latest.3, leaf: newest)
    }

    /// Visits the visible views of a log in the order of handles, after `handle`, until `body` answers false.
    package func forEachView(
        of log: StoredLog, after handle: Handle? = nil, _ body: (StoredView) throws -> Bool
    ) throws {
        try database.forEach(
            SQL(
                "view.scan",
                """
                SELECT handle, leaves, state, type, expires, received, record
                FROM view
                WHERE log = ?1 AND handle > ?2 AND state = 1
                ORDER BY handle
                """
            ),
            log.number, handle.map { Int64($0.value) } ?? -1
        ) { try body(storedView($0)) }
    }

    /// The number of visible views in a log.
    package func viewCount(of log: StoredLog) throws -> Int64 {
        try database.first(
            SQL("view.count-of", "SELECT count(*) FROM view WHERE log = ?1 AND state = 1"), log.number
        ) { $0.int64(0) } ?? 0
    }

    /// The number of visible views of all partners.
    package func foreignViewCount() throws -> Int64 {
        try count(
            SQL(
                "view.count-foreign",
                "SELECT count(*) FROM view JOIN log ON log.number = view.log WHERE own = 0 AND state = 1"))
    }

    /// Which record's present view rests on each of `leaves`, in whatever state it is; other leaves are left out.
    /// - Complexity: O(views of the log).
    package func owners(of leaves: Set<LeafIndex>, in log: StoredLog) throws -> [LeafIndex: Handle] {
        var owners: [LeafIndex: Handle] = [:]
        try database.forEach(
            SQL("view.leaves", "SELECT handle, leaves FROM view WHERE log = ?1"), log.number
        ) { row in
            let handle = try Handle(UInt64(row.int64(0)))
            for leaf in try LiveLeaves(decoding: row.bytes(1)).leaves where leaves.contains(leaf) {
                owners[leaf] = handle
            }
            return true
        }
        return owners
    }

    /// Hides every view of a log whose epoch or audience has ended, and destroys everything that it ever said.
    package func dropViews(of log: StoredLog) throws {
        try destroyAll(of: log)
        try database.run(SQL("view.drop", "UPDATE view SET state = 0 WHERE log = ?1"), log.number)
    }

    private func storedView(_ row: ComitySQLite.Statement) throws -> StoredView {
        StoredView(
            handle: try Handle(UInt64(row.int64(0))), leaves: try LiveLeaves(decoding: row.bytes(1)),
            state: StoredView.State(rawValue: row.int64(2)) ?? .hidden, type: row.int64(3),
            expires: row.optionalInt64(4).map { Timestamp(milliseconds: $0) },
            received: Timestamp(milliseconds: row.int64(5)), record: row.optionalInt64(6))
    }
}
