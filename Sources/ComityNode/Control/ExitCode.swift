/// How a command ends, as its exit status. Specs/control.md#exit-codes
package enum ExitCode: Int32, Sendable {
    case done = 0
    /// A check failed, or the answer is no.
    case no = 1
    case usage = 64
    case badData = 65
    /// The node or a peer cannot be reached.
    case unreachable = 69
    case cannotWrite = 73
    /// Somebody else holds the lock: try again.
    case locked = 75
}
