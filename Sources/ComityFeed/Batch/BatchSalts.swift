import ComityCore
package import ComityCrypto

/// How the salts of a batch's live leaves travel. Specs/feed.md#salts
package enum BatchSalts: Equatable, Sendable {
    /// The smallest set of seeds that yields them, from the origin.
    case cover(SeedCover)
    /// One by one in leaf order, from a relay, which has no seeds.
    case listed([Salt])

    /// The salt of the live leaf at `index`, the `ordinal`-th live leaf of the batch.
    func salt(of index: LeafIndex, ordinal: Int) throws(FeedError) -> Salt {
        switch self {
        case .listed(let salts):
            guard ordinal < salts.count else { throw FeedError(.malformedBatch, "a batch has too few salts") }
            return salts[ordinal]
        case .cover(let cover):
            do throws(CryptoError) {
                return Salt(derived: try cover.derive(index.value))
            } catch {
                throw FeedError(.malformedBatch, "the seeds of a batch do not yield leaf \(index)")
            }
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
