package import ComityCore

/// Something that is wrong with a stored trail, and where.
package struct TrailFault: Hashable, Sendable {
    /// The file or table.
    package let file: String
    /// The row, tile or hash within it.
    package let place: String
    package let reason: String

    package init(file: String, place: String, reason: String) {
        self.file = file
        self.place = place
        self.reason = reason
    }
}

/// What the verification of a trail found.
package struct TrailReport: Hashable, Sendable {
    /// Events rehashed.
    package let events: UInt64
    /// How many of them a signed checkpoint of this trail covers; later ones are vouched for by the tiles alone.
    package let signedEvents: UInt64
    package let root: Digest
    /// In the order in which they were found, at most ``TrailVerifier/faultLimit``.
    package let faults: [TrailFault]
    /// All that were found.
    package let faultCount: Int
    /// Signed events that are gone, as the trail itself tells.
    package let losses: [TrailLoss]

    package var isVerified: Bool { faultCount == 0 && losses.isEmpty }
}

/// The end of an earlier epoch that was signed and is here no longer. The trail tells of it: an `epoch-opened` names
/// the size and root. Specs/audit.md#trails
package struct TrailLoss: Hashable, Sendable {
    /// Where the size and root are remembered.
    package let file: String
    package let place: String
    /// Events signed in that epoch.
    package let size: TreeSize
    /// The event that tells: those from here on are lost.
    package let told: LeafIndex
}

/// What the report calls the places where the parts of a trail are stored.
package struct TrailFiles: Hashable, Sendable {
    package var entries: String
    package var tiles: String
    package var lists: String
    package var checkpoints: String

    package init(
        entries: String = "audit_entry", tiles: String = "audit_tile", lists: String = "audit_list",
        checkpoints: String = "audit_checkpoint"
    ) {
        self.entries = entries
        self.tiles = tiles
        self.lists = lists
        self.checkpoints = checkpoints
    }
}

/// A list beside the trail, as it is stored.
package struct CommittedList: Hashable, Sendable {
    package let salt: [UInt8]
    package let bytes: [UInt8]

    package init(salt: [UInt8], bytes: [UInt8]) {
        self.salt = salt
        self.bytes = bytes
    }
}

/// A root that the trail must have had at some size: of a signed checkpoint, or of the last one signed, which is
/// remembered outside the database.
package struct ExpectedRoot: Hashable, Sendable {
    package let file: String
    package let place: String
    package let size: TreeSize
    package let root: Digest

    package init(file: String, place: String, size: TreeSize, root: Digest) {
        self.file = file
        self.place = place
        self.size = size
        self.root = root
    }
}
