package import ComityCore

/// Where a derived entry comes from. Members of the source feed get its handle and leaf, others a blinded reference.
/// Specs/feed.md#derived
package enum DerivedSource: Hashable, Sendable {
    case named(origin: AgencyID, agreement: AgreementID, handle: Handle, leaf: LeafIndex)
    case blinded(origin: AgencyID, clause: ClauseID, reference: [UInt8])

    /// The length of a blinded reference: collision-free for 2^64 records.
    package static let referenceBytes = 16

    func write(into writer: inout CBORWriter) {
        switch self {
        case .named(let origin, let agreement, let handle, let leaf):
            writer.array(count: 4)
            writer.text(origin.text)
            writer.text(agreement.text)
            writer.unsigned(handle.value)
            writer.unsigned(leaf.value)
        case .blinded(let origin, let clause, let reference):
            writer.array(count: 3)
            writer.text(origin.text)
            writer.text(clause.text)
            writer.byteString(reference)
        }
    }

    init(reading reader: inout CBORReader) throws(CoreError) {
        switch try reader.array() {
        case 4:
            self = .named(
                origin: try AgencyID(parsing: try reader.text()),
                agreement: try AgreementID(parsing: try reader.text()),
                handle: try Handle(try reader.unsigned()), leaf: try reader.leafIndex())
        case 3:
            let origin = try AgencyID(parsing: try reader.text())
            let clause = try ClauseID(parsing: try reader.text())
            let reference = try reader.byteString()
            guard reference.count == Self.referenceBytes else {
                throw CoreError(.unexpectedCBOR, "a blinded reference has \(Self.referenceBytes) bytes")
            }
            self = .blinded(origin: origin, clause: clause, reference: reference)
        case let count: throw CoreError(.unexpectedCBOR, "a source has 3 or 4 parts, not \(count)")
        }
    }
}
