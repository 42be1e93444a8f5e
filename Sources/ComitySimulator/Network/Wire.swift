import ComityCore
import ComityNode

/// How long a pair waits before it dials again: longer each time that a link did not last.
struct Patience {
    static let longestMilliseconds: Int64 = 30_000
    /// A link that lived so long was no failure.
    static let lastingMilliseconds: Int64 = 5000

    var delayMilliseconds: Int64 = 200
    var lastOpened = Timestamp.epoch
}

/// One connection between two members, as TCP makes it: each direction in order, and cut as a whole.
struct Wire {
    /// One direction: from one end to the other.
    struct Direction {
        let from: AgencyID
        let to: AgencyID
        /// The name of the link at the receiving end.
        let link: LinkID
        /// When the last message sent will have arrived: nothing overtakes it.
        var lastArrival: Timestamp
        /// What has arrived at a partition and waits for its end.
        var held: [Parcel] = []
    }

    /// What travels.
    enum Parcel {
        case bytes([UInt8])
        case close(reason: String)
    }

    let number: Int
    var directions: [Direction]
    /// Bytes of both directions so far.
    var carriedBytes = 0
    /// An end that closed hears and says nothing more.
    var closedEnds: Set<LinkID> = []

    var agencies: Set<AgencyID> { Set(directions.map(\.to)) }

    /// The direction away from the end that has this link.
    func outgoing(from link: LinkID) -> Int? { directions.firstIndex { $0.link != link } }
}
