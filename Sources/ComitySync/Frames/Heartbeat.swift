package import ComityCore
package import ComityCrypto
import ComityFeed

/// A signed vector of the heads of the sender's own feeds. Specs/sync.md#heartbeat
package struct Heartbeat: Hashable, Sendable {
    package let agency: AgencyID
    package let time: HybridTime
    /// The digest of the sender's heads of all feeds that both may hold; see ``FeedHead/digest(of:)``.
    package let common: Digest
    /// Of the sender's own feeds that the receiver may hold, ascending.
    package let heads: [FeedHead]
    package let signature: [UInt8]

    package init(
        agency: AgencyID, time: HybridTime, common: Digest, heads: [FeedHead], signer: some Signer
    ) throws(CryptoError) {
        self.agency = agency
        self.time = time
        self.common = common
        self.heads = heads.sorted { $0.feed < $1.feed }
        signature = try signer.sign(
            Self.signedBytes(agency: agency, time: time, common: common, heads: self.heads))
    }

    /// - Throws: `malformed-frame` if the agency's key did not sign it.
    package func verify(key: PublicKey) throws(SyncError) {
        let signed = Self.signedBytes(agency: agency, time: time, common: common, heads: heads)
        guard key.verify(signature, over: signed) else {
            throw SyncError(.malformedFrame, "a heartbeat is not signed by `\(agency)`")
        }
    }

    private static func signedBytes(
        agency: AgencyID, time: HybridTime, common: Digest, heads: [FeedHead]
    ) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(count: 5)
        writer.text("comity/heartbeat/1")
        writeFields(agency: agency, time: time, common: common, heads: heads, into: &writer)
        return writer.bytes
    }

    private static func writeFields(
        agency: AgencyID, time: HybridTime, common: Digest, heads: [FeedHead], into writer: inout CBORWriter
    ) {
        writer.text(agency.text)
        writer.unsigned(time.value)
        writer.digest(common)
        writer.array(count: heads.count)
        for head in heads { head.write(into: &writer) }
    }

    func encode() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(count: 5)
        Self.writeFields(agency: agency, time: time, common: common, heads: heads, into: &writer)
        writer.byteString(signature)
        return writer.bytes
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 5)
        agency = try AgencyID(parsing: try reader.text())
        time = HybridTime(try reader.unsigned())
        common = try reader.digest()
        heads = try reader.heads()
        signature = try reader.byteString()
        guard signature.count == SignedHead.signatureBytes else {
            throw CoreError(.unexpectedCBOR, "a signature has \(SignedHead.signatureBytes) bytes")
        }
    }
}
