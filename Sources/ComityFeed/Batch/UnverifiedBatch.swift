package import ComityCore

/// A batch as a peer sent it: well formed, nothing believed. Specs/feed.md#batches
package struct UnverifiedBatch: Sendable {
    package let feed: FeedID
    package let epoch: Epoch
    package let start: LeafIndex
    package let head: SignedHead
    let segments: [Segment]
    let salts: BatchSalts
    let evidence: [DeadEvidence]
    let columns: [UInt8]

    static let formatVersion: UInt64 = 1

    init(
        feed: FeedID, epoch: Epoch, start: LeafIndex, head: SignedHead, segments: [Segment], salts: BatchSalts,
        evidence: [DeadEvidence], columns: [UInt8]
    ) {
        self.feed = feed
        self.epoch = epoch
        self.start = start
        self.head = head
        self.segments = segments
        self.salts = salts
        self.evidence = evidence
        self.columns = columns
    }

    /// How many live leaves it carries.
    package var liveCount: Int {
        segments.reduce(0) { if case .live(let count) = $1 { $0 + count } else { $0 } }
    }

    var encoded: [UInt8] {
        var writer = CBORWriter(reservingBytes: columns.count + 512)
        writer.array(count: 9)
        writer.unsigned(Self.formatVersion)
        feed.write(into: &writer)
        writer.unsigned(UInt64(epoch.value))
        writer.unsigned(start.value)
        head.write(into: &writer)
        writer.array(count: segments.count)
        for segment in segments { segment.write(into: &writer) }
        salts.write(into: &writer)
        writer.array(count: evidence.count)
        for item in evidence { item.write(into: &writer) }
        writer.byteString(columns)
        return writer.bytes
    }

    /// Reads the header; the columns stay compressed.
    /// - Throws: `malformed-batch` or `limit-exceeded`.
    package init(decoding bytes: [UInt8]) throws(FeedError) {
        guard bytes.count <= FeedLimits.batchBytes else {
            throw FeedError(.limitExceeded, "a batch of \(bytes.count) bytes is over the limit")
        }
        var reader = CBORReader(bytes)
        do throws(CoreError) {
            try reader.array(count: 9)
            let version = try reader.unsigned()
            guard version == Self.formatVersion else {
                throw CoreError(.unsupportedCBOR, "batch format \(version) is newer than this program")
            }
            feed = try FeedID(reading: &reader)
            let number = try reader.unsigned(atMost: UInt64(UInt32.max))
            guard number >= UInt64(Epoch.first.value) else {
                throw CoreError(.unexpectedCBOR, "epochs are counted from \(Epoch.first)")
            }
            epoch = Epoch(UInt32(number))
            start = try reader.leafIndex()
            head = try SignedHead(reading: &reader)
            segments = try Self.segments(&reader)
            salts = try BatchSalts(reading: &reader)
            let count = try reader.array()
            guard count <= FeedLimits.evidencePerBatch else {
                throw CoreError(.limitExceeded, "a batch has \(count) pieces of evidence")
            }
            evidence = try Self.evidence(&reader, count: count)
            columns = try reader.byteString()
            try reader.finish()
        } catch {
            throw FeedError(.malformedBatch, "a batch is malformed: \(error.reason)")
        }
        try check()
    }

    /// The segments fill exactly the range from ``start`` to the size of ``head``, and each live leaf has a salt.
    func check() throws(FeedError) {
        var position = start.value
        for segment in segments {
            let count: UInt64 =
                switch segment {
                case .live(let count): UInt64(count)
                case .dead(let level, _): 1 << level
                }
            guard count > 0 else { throw FeedError(.malformedBatch, "a segment is empty") }
            if case .dead(let level, _) = segment, !position.isMultiple(of: 1 << level) {
                throw FeedError(.malformedBatch, "a subtree of level \(level) cannot begin at leaf \(position)")
            }
            let (next, overflow) = position.addingReportingOverflow(count)
            guard !overflow else { throw FeedError(.malformedBatch, "a batch is longer than any log") }
            position = next
        }
        guard position == head.size.value, position > start.value else {
            throw FeedError(
                .malformedBatch, "a batch from leaf \(start) does not end at its checkpoint of \(head.size)")
        }
        guard liveCount <= FeedLimits.leavesPerBatch else {
            throw FeedError(.limitExceeded, "a batch of \(liveCount) leaves is over the limit")
        }
        guard salts.count == UInt64(liveCount) else {
            throw FeedError(.malformedBatch, "a batch of \(liveCount) live leaves has \(salts.count) salts")
        }
    }

    private static func segments(_ reader: inout CBORReader) throws(CoreError) -> [Segment] {
        let count = try reader.array()
        guard count <= FeedLimits.segmentsPerBatch else {
            throw CoreError(.limitExceeded, "a batch has \(count) segments")
        }
        var segments: [Segment] = []
        for _ in 0..<count {
            let segment = try Segment(reading: &reader)
            if case .live = segment, case .live = segments.last {
                throw CoreError(.nonCanonicalCBOR, "two runs of live leaves stand where one does")
            }
            segments.append(segment)
        }
        return segments
    }

    private static func evidence(_ reader: inout CBORReader, count: Int) throws(CoreError) -> [DeadEvidence] {
        var evidence: [DeadEvidence] = []
        do throws(FeedError) {
            for _ in 0..<count {
                let item = try DeadEvidence(reading: &reader)
                guard evidence.last.map({ $0.index < item.index }) ?? true else {
                    throw FeedError(.malformedBatch, "evidence is not in ascending order")
                }
                evidence.append(item)
            }
        } catch {
            throw CoreError(.unexpectedCBOR, error.reason)
        }
        return evidence
    }
}
