package import ComityCore

/// A way to a node: over its control socket while it runs, or in this process while it is stopped.
///
/// One request at a time. Specs/control.md
package protocol ControlChannel: AnyObject {
    /// Carries out `request` and returns its result.
    ///
    /// Rows and progress notes go to `reply` as they come; when it answers false, the rest is not wanted and the
    /// request ends with an empty map.
    /// - Throws: the failure that the node answered, or `control-failed` if the way broke.
    func perform(
        _ request: ControlRequest, reply: (ControlReply) throws(ControlFailure) -> Bool
    ) throws(ControlFailure) -> CBORValue
}
