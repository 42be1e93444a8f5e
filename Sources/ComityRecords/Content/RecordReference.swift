package import ComityCore

/// The record that a link or `same_as` names. Specs/records.md#references
package enum RecordReference: Hashable, Sendable {
    /// A record of this node. Must be replaced by ``wire`` before it leaves.
    case local(RecordID)
    /// A record under the name that an agreement's members know.
    case wire(agency: AgencyID, agreement: AgreementID, handle: Handle)

    package var value: Value {
        switch self {
        case .local(let id): .composite([Component(ReferencePart.record, .text(id.description))])
        case .wire(let agency, let agreement, let handle):
            .composite([
                Component(ReferencePart.agency, .text(agency.text)),
                Component(ReferencePart.agreement, .text(agreement.text)),
                Component(ReferencePart.handle, .text(handle.description)),
            ])
        }
    }

    /// Nil if the value is no reference: other parts, or names that are not well formed.
    package init?(_ value: Value) {
        guard let components = value.components else { return nil }
        switch components.map(\.number) {
        case [ReferencePart.record]:
            guard let id = Self.recordID(components[0].value.text) else { return nil }
            self = .local(id)
        case [ReferencePart.agency, ReferencePart.agreement, ReferencePart.handle]:
            guard let agency = components[0].value.text.flatMap({ AgencyID($0 as String) as AgencyID? }),
                let agreement = components[1].value.text.flatMap({ AgreementID($0 as String) as AgreementID? }),
                let handle = Self.handle(components[2].value.text)
            else { return nil }
            self = .wire(agency: agency, agreement: agreement, handle: handle)
        default: return nil
        }
    }

    private static func recordID(_ text: String?) -> RecordID? {
        guard let text, text.utf8.count == 2 * RecordID.lengthBytes else { return nil }
        do throws(CoreError) { return try RecordID(bytes: Hex.decode(text)) } catch { return nil }
    }

    private static func handle(_ text: String?) -> Handle? {
        guard let text, text.utf8.count == 12 else { return nil }
        do throws(CoreError) {
            return try Handle(Hex.decode(text).reduce(0) { $0 << 8 | UInt64($1) })
        } catch { return nil }
    }
}

extension Content {
    /// The records that this one names: both ends of a link, and whatever it is said to be the same as. What is no
    /// well-formed reference names nothing.
    package var references: [RecordReference] {
        referenceFields.flatMap { self[$0] }.compactMap { RecordReference($0.value) }
    }

    /// The fields of this type that name records.
    package var referenceFields: [FieldNumber] {
        type == .link ? [.linkFrom, .linkTo, .sameAs] : [.sameAs]
    }
}
