package import ComityCore

/// What an entry says, without its salt. Specs/feed.md#entries
///
/// Indirect: bodies pass through several stages by the thousand, and a copy is then one count of references.
package indirect enum EntryBody: Hashable, Sendable {
    case state(StateEntry)
    case patch(PatchEntry)
    case withdraw(WithdrawEntry)
    case purge(PurgeEntry)
    case agreement(AgreementEntry)
    case census(CensusEntry)

    package var kind: EntryKind {
        switch self {
        case .state: .state
        case .patch: .patch
        case .withdraw: .withdraw
        case .purge: .purge
        case .agreement: .agreement
        case .census: .census
        }
    }

    /// The record it is about, where it is about one.
    package var handle: Handle? {
        switch self {
        case .state(let entry): entry.handle
        case .patch(let entry): entry.handle
        case .withdraw(let entry): entry.handle
        case .purge, .agreement, .census: nil
        }
    }

    /// Why the entry cannot stand at `index`, or nil if it can: whatever it names lies before it.
    /// Specs/feed.md#entries
    package func misplacement(at index: LeafIndex) -> String? {
        switch self {
        case .patch(let entry) where entry.base >= index: "a patch rests on leaf \(entry.base), which is not before it"
        case .purge(let entry) where entry.leaves.contains { $0 >= index }:
            "a purge lists leaves that are not before it"
        case .census(let entry) where entry.size.value != index.value: "a census counts all leaves before it"
        case .census(let entry) where entry.deadCount > entry.size.value: "a census counts more dead leaves than leaves"
        default: nil
        }
    }

    package var encoded: [UInt8] {
        var writer = CBORWriter(reservingBytes: 256)
        switch self {
        case .state(let entry): entry.write(into: &writer)
        case .patch(let entry): entry.write(into: &writer)
        case .withdraw(let entry): entry.write(into: &writer)
        case .purge(let entry): entry.write(into: &writer)
        case .agreement(let entry): entry.write(into: &writer)
        case .census(let entry): entry.write(into: &writer)
        }
        return writer.bytes
    }

    /// - Throws: `malformed-entry` for anything that ``encoded`` would not have written.
    package init(decoding bytes: [UInt8]) throws(FeedError) {
        guard bytes.count <= FeedLimits.entryBytes else {
            throw FeedError(.limitExceeded, "an entry of \(bytes.count) bytes is over the limit")
        }
        do throws(CoreError) {
            let fields = try EntryFields(decoding: bytes)
            self = try fields.body()
        } catch {
            throw FeedError(.malformedEntry, "an entry is malformed: \(error.reason)")
        }
    }
}

/// The kinds of entries, with their numbers on the wire. Specs/feed.md#entries
package enum EntryKind: UInt64, Sendable {
    case state = 1
    case patch = 2
    case withdraw = 3
    case purge = 4
    case agreement = 5
    case census = 6

    /// Whether entries of this kind name one record.
    package var isAboutRecord: Bool {
        switch self {
        case .state, .patch, .withdraw: true
        case .purge, .agreement, .census: false
        }
    }
}
