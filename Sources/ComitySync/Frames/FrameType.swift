/// The frames of the peer protocol, with their numbers on the wire. Specs/sync.md#frames
package enum FrameType: UInt8, Sendable {
    case hello = 1
    case card = 2
    case catalogue = 3
    case agreement = 4
    case want = 5
    case batch = 6
    case head = 7
    case refusal = 8
    case receipt = 9
    case heartbeat = 10
    case fork = 11
    case close = 12
    case notice = 13

    /// Whether it may pass before an agreement that names both sides was complete.
    var isOpenToAll: Bool {
        switch self {
        case .hello, .card, .catalogue, .agreement, .notice, .close: true
        case .want, .batch, .head, .refusal, .receipt, .heartbeat, .fork: false
        }
    }
}
