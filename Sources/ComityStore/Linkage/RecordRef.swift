/// One view or own record, as linkage and the review queue name it.
package struct RecordRef: Hashable, Comparable, Sendable {
    /// The log of the view; 0 for a record of this agency.
    package let log: Int64
    /// The handle in that log, or the number of the own record.
    package let handle: Int64

    package static let ownLog: Int64 = 0

    package var isOwn: Bool { log == Self.ownLog }

    package init(log: Int64, handle: Int64) {
        self.log = log
        self.handle = handle
    }

    package static func < (left: RecordRef, right: RecordRef) -> Bool {
        (left.log, left.handle) < (right.log, right.handle)
    }
}

/// Two records, the smaller first.
package struct RecordPair: Hashable, Comparable, Sendable {
    package let left: RecordRef
    package let right: RecordRef

    package init(_ one: RecordRef, _ other: RecordRef) {
        left = min(one, other)
        right = max(one, other)
    }

    package static func < (one: RecordPair, other: RecordPair) -> Bool {
        (one.left, one.right) < (other.left, other.right)
    }
}
