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
    package var origin: String { "\(originPrefix)\(epoch)" }

    /// The origin line up to the epoch.
    package var originPrefix: String { "\(agency)/audit/" }

    /// Whether a checkpoint is of this trail, in this epoch or an earlier one: later epochs go on from a part of it.
    func includes(origin: String) -> Bool {
        guard origin.hasPrefix(originPrefix), let number = UInt32(origin.dropFirst(originPrefix.count)) else {
            return false
        }
        return number >= Epoch.first.value && number <= epoch.value
    }

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
