package import ComityCore

/// The first frame of each side. Specs/sync.md#hello
package struct Hello: Hashable, Sendable {
    package static let protocolVersion: UInt64 = 1

    package let version: UInt64
    package let agency: AgencyID
    /// The sequence of the sender's own card.
    package let cardSequence: UInt64
    /// The sequence of the receiver's card as the sender holds it.
    package let peerCardSequence: UInt64
    /// The digest of the sender's ``Catalogue`` for the receiver: equal digests need no catalogues.
    package let catalogueDigest: Digest

    package init(agency: AgencyID, cardSequence: UInt64, peerCardSequence: UInt64, catalogueDigest: Digest) {
        version = Self.protocolVersion
        self.agency = agency
        self.cardSequence = cardSequence
        self.peerCardSequence = peerCardSequence
        self.catalogueDigest = catalogueDigest
    }

    func encode() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(count: 5)
        writer.unsigned(version)
        writer.text(agency.text)
        writer.unsigned(cardSequence)
        writer.unsigned(peerCardSequence)
        writer.digest(catalogueDigest)
        return writer.bytes
    }

    /// The protocol version of an encoded hello, whatever follows it: a later version may say more.
    static func version(of body: [UInt8]) throws(CoreError) -> UInt64 {
        var reader = CBORReader(body)
        _ = try reader.array()
        return try reader.unsigned()
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 5)
        version = try reader.unsigned(atMost: Self.protocolVersion)
        agency = try AgencyID(parsing: try reader.text())
        cardSequence = try reader.unsigned()
        peerCardSequence = try reader.unsigned()
        catalogueDigest = try reader.digest()
    }
}
