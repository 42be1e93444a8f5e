/// Why the labels of a record itself keep all of it back, whatever the clauses say. Specs/agreement.md#labels
package enum Hold: Hashable, Sendable {
    /// The type is unknown to this version of the schema.
    case unknownType
    /// A marking is unknown: a number in the range of the envelope, or a value that is none of its words.
    case unknownMarking(String)
    /// The record is sealed, withdrawn or erased.
    case notActive
    /// The day on which it must be erased has come.
    case retentionReached
    /// It is releasable to others only.
    case notReleasable

    package var reason: String {
        switch self {
        case .unknownType: "its type is unknown to this version"
        case .unknownMarking(let field): "its marking `\(field)` is unknown to this version"
        case .notActive: "it is not active"
        case .retentionReached: "its `retain_until` has come"
        case .notReleasable: "its `releasable_to` names neither this agreement nor every recipient"
        }
    }
}
