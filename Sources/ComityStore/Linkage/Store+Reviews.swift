package import ComityCore
import ComitySQLite

/// What somebody did about a pair of records. Never disclosed. Specs/matching.md#review
package struct PairReview: Sendable {
    package enum Act: Int64, Sendable {
        case noted = 0
        case assigned = 1
        case confirmed = 2
        case rejected = 3
        case undone = 4
    }

    package let act: Act
    package let at: Timestamp
    package let author: String
    /// To whom the pair was assigned; nil to nobody.
    package let assigned: String?
    package let note: String?

    /// Bytes of a note.
    package static let noteLimitBytes = 4096

    package init(_ act: Act, at: Timestamp, author: String, assigned: String? = nil, note: String? = nil) {
        self.act = act
        self.at = at
        self.author = author
        self.assigned = assigned
        self.note = note
    }
}

extension Store {
    /// Adds to what was done about a pair; a note is sealed.
    package func append(_ review: PairReview, pair: [UInt8], ends: RecordPair) throws {
        let sealed = try review.note.map { try seals.seal(Array($0.utf8), purpose: .reviewNote) }
        try database.run(
            SQL(
                "review.add",
                """
                INSERT INTO review (pair, left_log, left_handle, right_log, right_handle, act, at, author, assigned,
                  slot, sealed)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                """
            ),
            pair, ends.left.log, ends.left.handle, ends.right.log, ends.right.handle, review.act.rawValue,
            review.at.milliseconds, review.author, review.assigned, sealed?.slot, sealed?.bytes)
    }

    /// What was done about a pair, oldest first.
    package func reviews(of pair: [UInt8]) throws -> [PairReview] {
        try database.all(
            SQL(
                "review.list",
                "SELECT act, at, author, assigned, slot, sealed FROM review WHERE pair = ?1 ORDER BY number"), pair
        ) { row in
            let note = try row.optionalInt64(4).map {
                String(decoding: try seals.open(row.bytes(5), slot: $0, purpose: .reviewNote), as: UTF8.self)
            }
            return PairReview(
                PairReview.Act(rawValue: row.int64(0)) ?? .noted, at: Timestamp(milliseconds: row.int64(1)),
                author: row.text(2), assigned: row.optionalText(3), note: note)
        }
    }

    /// To whom a pair is assigned.
    package func assignment(of pair: [UInt8]) throws -> String? {
        try database.first(
            SQL(
                "review.assignment",
                "SELECT assigned FROM review WHERE pair = ?1 AND act = 1 ORDER BY number DESC LIMIT 1"), pair
        ) { $0.optionalText(0) } ?? nil
    }

    /// Destroys what was done about the pairs of a record that is gone; takes effect with ``finishPunctures()``.
    package func removeReviews(of ref: RecordRef) throws {
        for side in ["left", "right"] {
            let slots = try database.all(
                SQL(
                    name: "review.slots-\(side)",
                    building: "SELECT slot FROM review WHERE \(side)_log = ?1 AND \(side)_handle = ?2"),
                ref.log, ref.handle
            ) { $0.optionalInt64(0) }
            guard !slots.isEmpty else { continue }
            let sealed = slots.compactMap(\.self)
            if !sealed.isEmpty { try notePendingPuncture(sealed) }
            try database.run(
                SQL(
                    name: "review.remove-\(side)",
                    building: "DELETE FROM review WHERE \(side)_log = ?1 AND \(side)_handle = ?2"),
                ref.log, ref.handle)
        }
    }

    /// Lets what was done about records of an ended epoch hold for the same handles in the next one. Their pairs keep
    /// their ids, which follow from names.
    package func moveReviews(from ended: StoredLog, to log: StoredLog) throws {
        for side in ["left", "right"] {
            try database.run(
                SQL(
                    name: "review.move-\(side)",
                    building: "UPDATE review SET \(side)_log = ?2 WHERE \(side)_log = ?1"), ended.number, log.number)
        }
    }
}
