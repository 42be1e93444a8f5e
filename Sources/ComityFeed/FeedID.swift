package import ComityCore

/// The name of a feed: who states, under which agreement, to which audience. Specs/feed.md#feeds
package struct FeedID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let origin: AgencyID
    package let agreement: AgreementID
    package let audience: AudienceID

    package init(origin: AgencyID, agreement: AgreementID, audience: AudienceID) {
        self.origin = origin
        self.agreement = agreement
        self.audience = audience
    }

    package var description: String { "\(origin)/\(agreement)/\(audience)" }

    package static func < (left: FeedID, right: FeedID) -> Bool {
        (left.origin, left.agreement, left.audience) < (right.origin, right.agreement, right.audience)
    }

    /// The origin line of the checkpoints of one epoch. Specs/feed.md#checkpoints
    package func logOrigin(epoch: Epoch) -> String { "\(logOriginPrefix)\(epoch)" }

    /// The origin line up to the epoch.
    package var logOriginPrefix: String { "comity/feed/\(self)/" }

    package func write(into writer: inout CBORWriter) {
        writer.array(count: 3)
        writer.text(origin.text)
        writer.text(agreement.text)
        writer.byteString(audience.bytes)
    }

    package init(reading reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 3)
        origin = try AgencyID(parsing: try reader.text())
        agreement = try AgreementID(parsing: try reader.text())
        audience = try AudienceID(bytes: try reader.byteSlice())
    }
}
