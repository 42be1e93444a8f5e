import ComityCore

extension CompactRange {
    /// `[begin, end, hashes in one byte string]` in deterministic CBOR. Specs/merkle.md#compact-ranges
    package var encoded: [UInt8] {
        var writer = CBORWriter(reservingBytes: 24 + hashes.count * Digest.lengthBytes)
        writer.array(count: 3)
        writer.unsigned(begin)
        writer.unsigned(end)
        writer.byteString(hashes.flatMap(\.bytes))
        return writer.bytes
    }

    /// - Throws: `bad-range` unless the bytes are exactly what ``encoded`` gives for some range.
    package init(decoding bytes: [UInt8]) throws(MerkleError) {
        let begin: UInt64
        let end: UInt64
        let hashes: [Digest]
        do throws(CoreError) {
            var reader = CBORReader(bytes)
            try reader.array(count: 3)
            begin = try reader.unsigned(atMost: Self.sizeLimit)
            end = try reader.unsigned(atMost: Self.sizeLimit)
            hashes = try digests(joined: try reader.byteSlice())
            try reader.finish()
        } catch {
            throw MerkleError(.badRange, error.reason)
        }
        guard begin <= end, hashes.count == RangeNodes(begin, end).count else {
            throw MerkleError(.badRange, "\(hashes.count) hashes do not cover leaves \(begin) to \(end)")
        }
        self.init(unchecked: hashes, begin: begin, end: end)
    }
}

/// Reads digests that stand one after another.
/// - Throws: `malformed-identifier` if bytes are left over.
func digests(joined bytes: ArraySlice<UInt8>) throws(CoreError) -> [Digest] {
    var digests: [Digest] = []
    digests.reserveCapacity(bytes.count / Digest.lengthBytes)
    var rest = bytes
    while !rest.isEmpty {
        digests.append(try Digest(bytes: rest.prefix(Digest.lengthBytes)))
        rest = rest.dropFirst(Digest.lengthBytes)
    }
    return digests
}
