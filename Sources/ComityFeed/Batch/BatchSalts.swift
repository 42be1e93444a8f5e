import ComityCore
package import ComityCrypto

/// How the salts of a batch's live leaves travel. Specs/feed.md#salts
package enum BatchSalts: Equatable, Sendable {
    /// The smallest set of seeds that yields them, from the origin.
    case cover(SeedCover)
    /// One by one in leaf order, from a relay, which has no seeds.
    case listed([Salt])

    /// How many salts it yields.
    var count: UInt64 {
        switch self {
        case .cover(let cover): cover.leafCount
        case .listed(let salts): UInt64(salts.count)
        }
    }

    func write(into writer: inout CBORWriter) {
        switch self {
        case .cover(let cover): writer.byteString(cover.encoded)
        case .listed(let salts):
            writer.array(count: 1)
            writer.byteString(salts.flatMap(\.bytes))
        }
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        guard try reader.peekMajor() == 4 else {
            do throws(CryptoError) {
                self = .cover(try SeedCover(decoding: try Self.bytes(&reader)))
            } catch {
                throw CoreError(.unexpectedCBOR, error.reason)
            }
            return
        }
        try reader.array(count: 1)
        let bytes = try reader.byteString()
        guard bytes.count.isMultiple(of: Salt.lengthBytes) else {
            throw CoreError(.unexpectedCBOR, "salts have \(Salt.lengthBytes) bytes each")
        }
        var salts: [Salt] = []
        do throws(FeedError) {
            for start in stride(from: 0, to: bytes.count, by: Salt.lengthBytes) {
                salts.append(try Salt(bytes: bytes[start..<start + Salt.lengthBytes]))
            }
        } catch {
            throw CoreError(.unexpectedCBOR, error.reason)
        }
        self = .listed(salts)
    }

    private static func bytes(_ reader: inout CBORReader) throws(CryptoError) -> [UInt8] {
        do throws(CoreError) {
            return try reader.byteString()
        } catch {
            throw CryptoError(.malformedKey, error.reason)
        }
    }
}

/// Yields the salts of a batch's live leaves, in ascending order of their leaves.
struct SaltReader {
    private var seeds: SeedCursor?
    private var listed: ArraySlice<Salt> = []

    init(_ salts: BatchSalts) {
        switch salts {
        case .cover(let cover): seeds = SeedCursor(cover)
        case .listed(let salts): listed = salts[...]
        }
    }

    /// - Throws: `malformed-batch` if there is none for the leaf.
    mutating func next(_ index: LeafIndex) throws(FeedError) -> Salt {
        do throws(CryptoError) {
            if let seed = try seeds?.seed(index.value) { return Salt(derived: seed) }
        } catch {
            throw FeedError(.malformedBatch, "the seeds of a batch do not yield leaf \(index)")
        }
        guard let salt = listed.popFirst() else { throw FeedError(.malformedBatch, "a batch has too few salts") }
        return salt
    }
}
