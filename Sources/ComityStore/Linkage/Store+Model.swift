package import ComityCore
import ComitySQLite

/// The model that somebody trained, sealed: it tells of the values that it was trained on. Specs/matching.md#model
package struct StoredModel: Sendable {
    package let encoded: [UInt8]
    package let trainedAt: Timestamp
    /// How many records it was trained on.
    package let rows: Int64

    package init(encoded: [UInt8], trainedAt: Timestamp, rows: Int64) {
        self.encoded = encoded
        self.trainedAt = trainedAt
        self.rows = rows
    }
}

extension Store {
    /// Nil until somebody trains.
    package func linkageModel() throws -> StoredModel? {
        try database.first(SQL("model.read", "SELECT slot, sealed, trained, rows FROM linkage_model")) {
            StoredModel(
                encoded: try seals.open($0.bytes(1), slot: $0.int64(0), purpose: .linkageModel),
                trainedAt: Timestamp(milliseconds: $0.int64(2)), rows: $0.int64(3))
        }
    }

    /// Replaces the model; the former one's key is destroyed with ``finishPunctures()``.
    package func setLinkageModel(_ model: StoredModel) throws {
        let former = try database.all(SQL("model.slot", "SELECT slot FROM linkage_model")) { $0.int64(0) }
        if !former.isEmpty { try notePendingPuncture(former) }
        let sealed = try seals.seal(model.encoded, purpose: .linkageModel)
        try database.run(
            SQL(
                "model.save",
                """
                INSERT INTO linkage_model (one, slot, sealed, trained, rows)
                VALUES (1, ?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE
                SET slot = ?1, sealed = ?2, trained = ?3, rows = ?4
                """
            ),
            sealed.slot, sealed.bytes, model.trainedAt.milliseconds, model.rows)
    }
}
