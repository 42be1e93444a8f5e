package import ComityCore

/// The audit trail of one agency in one epoch: whose log it is and how its checkpoints are named. Specs/audit.md#trails
package struct AuditTrail: Hashable, Sendable {
    package let agency: AgencyID
    /// A trail that lost its tail goes on in the next epoch, whose first event names the highest root known.
    package let epoch: Epoch

    package init(agency: AgencyID, epoch: Epoch) {
        self.agency = agency
        self.epoch = epoch
    }

    /// The origin line of checkpoints: `us-wa-kcso/audit/1`.
    package var origin: String { "\(agency)/audit/\(epoch)" }

    /// The size that peers are shown instead of `size`: rounded up so that only the highest few bits tell how busy the
    /// agency was, at most 12 % more. `padding` events fill the difference. (Nikitin et al. 2019, "Padmé".)
    package static func paddedSize(_ size: TreeSize) -> TreeSize {
        guard size.value > 1 else { return size }
        let exponent = UInt64(63 - size.value.leadingZeroBitCount)
        let kept = UInt64(64 - exponent.leadingZeroBitCount)
        let mask: UInt64 = (1 << (exponent - min(kept, exponent))) - 1
        return TreeSize((size.value + mask) & ~mask)
    }
}
