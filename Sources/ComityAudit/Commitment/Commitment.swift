package import ComityCore
import ComityCrypto

/// Ties an event to something that must not stand in it: whoever holds the thing and the salt can show that it is the
/// one; nobody can guess it from the trail. Once the salt is destroyed nobody can at all. Specs/audit.md#commitments
package enum Commitment {
    package static let saltBytes = 16

    /// What is committed to. The words keep commitments to equal bytes of different kinds apart.
    package enum Subject: String, Sendable {
        /// A list of disclosures: ``DisclosureList/encoded``.
        case disclosures
        /// A list of records kept back: ``WithholdingList/encoded``.
        case withholdings
        /// The content of a statement.
        case content
        /// The words of a search.
        case query
        /// The name of an import's source.
        case source
        /// The leaves or records of a purge.
        case purge
        /// A person's note or a command's arguments.
        case note
    }

    /// SHA-256 of the deterministic CBOR `["comity-audit-v1", subject, salt, bytes]`.
    /// - Precondition: the salt has 16 bytes.
    package static func make(_ subject: Subject, _ bytes: [UInt8], salt: [UInt8]) -> Digest {
        precondition(salt.count == saltBytes, "a salt has 16 bytes")
        var writer = CBORWriter(reservingBytes: bytes.count + 64)
        writer.array(count: 4)
        writer.text("comity-audit-v1")
        writer.text(subject.rawValue)
        writer.byteString(salt)
        writer.byteString(bytes)
        return SHA256.hash(writer.bytes)
    }

    /// The salt of a statement's content, which nobody keeps: it dies with the slot that seals the statement.
    /// - Parameter secret: of that slot.
    package static func salt(ofSlot secret: Digest) -> [UInt8] {
        var hasher = saltPrefix
        hasher.update(secret)
        return Array(hasher.finalize().bytes.prefix(saltBytes))
    }

    private static let saltPrefix: SHA256Hasher = {
        var hasher = SHA256Hasher()
        hasher.update(Array("comity/salt/v1".utf8))
        return hasher
    }()

    /// A fresh salt.
    package static func salt(_ random: inout some RandomSource) -> [UInt8] { random.bytes(saltBytes) }
}
