package import ComityRecords

/// What one record says of two others, or of itself and another. Specs/matching.md#claims
package struct StoredClaim: Hashable, Sendable {
    package enum Kind: Int64, Sendable {
        case same = 0
        case notSame = 1
        /// A link of another word.
        case related = 2
    }

    /// The record that carries it.
    package let carrier: RecordRef
    package let names: NamePair
    package let kind: Kind

    package init(carrier: RecordRef, names: NamePair, kind: Kind) {
        self.carrier = carrier
        self.names = names
        self.kind = kind
    }
}

/// The names of two records, the smaller first. Own records are named by their id, partners' by what the wire calls
/// them. Specs/matching.md#names
package struct NamePair: Hashable, Sendable {
    package let one: RecordReference
    package let other: RecordReference

    /// Nil if both are one record.
    package init?(_ left: RecordReference, _ right: RecordReference) {
        guard left != right else { return nil }
        let ascends = left.nameBytes.lexicographicallyPrecedes(right.nameBytes)
        one = ascends ? left : right
        other = ascends ? right : left
    }
}
