/// What becomes of one slot: a field without parts, or one part of a field.
enum Form: UInt8, Hashable, Sendable {
    /// The clause does not speak of the slot; or nothing of it leaves.
    case none
    case full
    case year
    case initials
    case token
    /// A redaction that leaves nothing of this slot.
    case dropped

    /// What two permits leave together: the form that says more, nothing if neither does.
    func united(with other: Form) -> Form {
        if self == other || other == .none { return self }
        if self == .none { return other }
        if self == .full || other == .full { return .full }
        return .dropped
    }

    /// What a redaction leaves of this form: the one that says less, nothing if neither does.
    func reduced(by redaction: Form) -> Form {
        if redaction == .none || redaction == .full || redaction == self { return self }
        return self == .full ? redaction : .dropped
    }

    var leaves: Bool { self != .none && self != .dropped }
}
