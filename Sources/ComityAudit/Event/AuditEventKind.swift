/// What happened. Codes and names are stable: never reuse or renumber one. Specs/audit.md#kinds
package enum AuditEventKind: UInt16, CaseIterable, Sendable {
    // The path of records outward and inward
    /// Leaves were appended to a feed of ours; commits to a list of (leaf, handle, permitting clauses).
    case disclosed = 10
    /// Records were kept from an audience; commits to a list of (record, deciding clauses).
    case withheld = 11
    /// A batch went to a member; commits to the same kind of list as `disclosed`.
    case batchSent = 12
    /// The member has merged up to `end`. Closes the `batch-sent` events before.
    case batchAcknowledged = 13
    case batchReceived = 14
    /// A whole batch did not verify.
    case batchRefused = 15
    /// One entry of a verified batch was not admitted.
    case entryRefused = 16
    case receiptSent = 17
    case receiptReceived = 18

    // Peers and logs
    /// Connections without a known certificate, counted together: at most one event a minute and reason.
    case strangerRefused = 20
    /// A known agency was refused.
    case peerRefused = 21
    /// A feed was silent for three heartbeats.
    case heartbeatAlarm = 22
    /// An agency signed two histories.
    case forkProved = 23
    /// A log of ours, or one that we hold, went on in a new epoch.
    case epochOpened = 24

    // Agreements
    case agreementProposed = 30
    case agreementSigned = 31
    case agreementInForce = 32
    case agreementSuspended = 33
    case agreementEnded = 34
    case agreementResumed = 35

    // Records
    case recordAdded = 40
    case recordEdited = 41
    case recordRetracted = 42
    case importFinished = 43
    case importUndone = 44
    case purgeOrdered = 45
    case purged = 46

    // Reading
    /// A search: the text searched for is committed to, not kept.
    case queried = 50
    case recordShown = 51
    case recordsExported = 52
    case trailRead = 53

    // Matches
    case matchProposed = 60
    case matchConfirmed = 61
    case matchRejected = 62
    case matchUndone = 63
    /// A claim ties a record to a victim's: it is matched no more, and somebody has to look.
    case matchSuspended = 64
    /// A new linkage model was taken over; tells its digest and how many records it learnt from.
    case matchTrained = 65

    // Administration
    case cardImported = 70
    case cardReplaced = 71
    case keyRotated = 72
    case commandGiven = 80
    case nodeStarted = 81
    case nodeStopped = 82
    case backupMade = 83
    case storeRestored = 84
    /// Says nothing: rounds the size of the trail up before peers see it.
    case padding = 90

    /// The kind in JSON and on screens: `batch-sent`.
    package var name: String {
        var name = ""
        for character in "\(self)" {
            if character.isUppercase { name += "-" }
            name += character.lowercased()
        }
        return name
    }

    package init?(name: String) {
        guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }

    /// Whether the store keeps the list that the event commits to beside the trail. Specs/audit.md#lists
    package var keepsList: Bool { self == .disclosed || self == .withheld || self == .batchSent }
}
