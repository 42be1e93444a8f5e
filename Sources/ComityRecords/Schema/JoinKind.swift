/// How the claims of a field join across agencies when a record is read. Specs/records.md#kinds
package enum JoinKind: String, Sendable, CaseIterable {
    /// United; each claim is shown with who said it.
    case claimSet = "C*"
    /// United; one is shown first (highest evaluation, then latest), conflicts are shown with it.
    case displayedClaimSet = "C1"
    /// Binds only the view that carries it; only its agency states it.
    case originatorOnly = "O1"
    /// A restriction: binds only the view that carries it, and joins to the most restrictive value there.
    case restriction = "R^"
    /// An append-only log, united.
    case log = "L+"
    /// Local or cosmetic: never disclosed, the last one stands.
    case local = "W1"
}
