package import ComityCore

/// A record leaves what the audience may see. Specs/feed.md#withdraw
package struct WithdrawEntry: Hashable, Sendable {
    /// All that a partner learns of the why.
    package enum Reason: UInt64, Sendable {
        case notShared = 0
        case error = 1
        /// By an order, of which an opaque number is named.
        case order = 2
    }

    package let handle: Handle
    package let reason: Reason
    package let order: String?

    package init(handle: Handle, reason: Reason, order: String? = nil) {
        self.handle = handle
        self.reason = reason
        self.order = order
    }

    func write(into writer: inout CBORWriter) {
        writer.map(count: order == nil ? 3 : 4)
        writer.key(.kind)
        writer.unsigned(EntryKind.withdraw.rawValue)
        writer.key(.handle)
        writer.unsigned(handle.value)
        writer.key(.reason)
        writer.unsigned(reason.rawValue)
        if let order {
            writer.key(.order)
            writer.text(order)
        }
    }
}
