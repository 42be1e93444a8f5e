package import ComityCore
import ComityCrypto
package import ComityLinkage
package import ComityStore

/// Keeps the live index of a node in sealed files and finds it again. Specs/linkage-index.md#changes
package struct IndexKeeper {
    private let files: SealedIndex

    /// Changes from which the index is written anew: so many records are read again after a crash, in a second or two.
    private static let changesBetweenWrites: Int64 = 8_192

    /// How long the files may lack changes, and hold records that are gone: it is at most twice as long, a day, until
    /// nothing of a purged record is in them.
    private static let restMilliseconds: Int64 = 12 * 3_600_000

    package init(_ files: SealedIndex) { self.files = files }

    /// An index as it was written, and what has changed since.
    package struct Opened {
        package let index: LinkageIndex
        /// The records of which it may hold what is no more: they are taken out before anything is asked, and read
        /// anew.
        package let changed: [RecordRef]
    }

    /// The index of a model, if its files are whole and of this store. Otherwise they are destroyed, and it is to be
    /// made again from all records.
    /// Complexity: O(bytes).
    package func open(_ model: LinkageModel, _ mode: LinkageMode, in store: Store) throws -> Opened? {
        guard let header = files.header else { return nil }
        if header.version == IndexSegment.version, header.model == Self.digest(of: model),
            try store.knowsIndex(header.identity, position: header.position)
        {
            do {
                return Opened(index: try read(model, mode), changed: try store.indexChanges())
            } catch let error as StoreError where error.kind == .corrupt {
                // Damaged files are worth nothing: all of it is in the store.
            } catch let error as LinkageError where error.kind == .malformedIndex {
                // Likewise.
            }
        }
        try destroy(in: store)
        return nil
    }

    /// Whether the index should be written: much has changed, or something long ago.
    package func isDue(_ index: LinkageIndex, in store: Store, now: Timestamp) throws -> Bool {
        let changes = try store.indexChangeCount()
        if changes >= Self.changesBetweenWrites { return true }
        guard changes > 0 || index.holdsGoneRows else { return false }
        return Self.isLong(since: try store.indexTimes().written, now)
    }

    private static func isLong(since time: Timestamp, _ now: Timestamp) -> Bool {
        now.milliseconds - time.milliseconds >= restMilliseconds
    }

    /// Writes what is new in the index, and destroys the keys of what is not in it any more. If it was long ago that
    /// the files held nothing of records that are gone, the index is rewritten first.
    /// Complexity: O(bytes that are new).
    package func write(
        _ index: inout LinkageIndex, in store: Store, now: Timestamp, _ random: inout some RandomSource
    ) throws {
        index.freeze()
        if index.holdsGoneRows, Self.isLong(since: try store.indexTimes().clean, now) { index.rewrite() }
        let identity = SHA256.hash(random.bytes(SymmetricKey.lengthBytes))
        let header = SealedIndex.Header(
            version: IndexSegment.version, model: Self.digest(of: index.model), identity: identity,
            position: try store.indexPosition())
        try store.announceIndex(identity)
        // Taken once: the arrays stay where they are as long as the segments live.
        let segments = index.segments
        try withExtendedLifetime(segments) {
            try files.replace(
                header: header,
                segments: segments.map { SealedIndex.Segment(number: $0.number, sections: $0.sections) }, &random)
        }
        try store.keepIndex(identity, at: now, isClean: !index.holdsGoneRows)
    }

    /// Destroys the files: the index is to be made again.
    package func destroy(in store: Store) throws {
        try files.destroy()
        try store.forgetIndex()
    }

    private func read(_ model: LinkageModel, _ mode: LinkageMode) throws -> LinkageIndex {
        let segments = try files.segments.map { number in
            try files.read(number) { sizes, fill in
                try IndexSegment(number: number, model: model, sectionBytes: sizes, fill: fill)
            }
        }
        return LinkageIndex(model: model, mode: mode, segments: segments)
    }

    /// What a model is known by in the files.
    private static func digest(of model: LinkageModel) -> Digest { SHA256.hash(model.encoded) }
}
