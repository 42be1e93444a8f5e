/// Who failed, and therefore what the caller does about it.
package enum ErrorFamily: String, Sendable {
    /// A peer or a caller sent something wrong: refuse it, close if it came by a link, record it.
    case peer
    /// This machine or its operator failed: a full disk, a missing file, a wrong argument. Tell the operator.
    case local
    /// Something we wrote ourselves contradicts itself: stop before more is written.
    case invariant
}
