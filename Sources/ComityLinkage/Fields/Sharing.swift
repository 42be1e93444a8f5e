/// Who else, besides a person, usually has the same value. Specs/linkage-model.md#sharing
package enum Sharing: String, BitwiseCopyable, Sendable {
    /// Nobody in particular.
    case person
    /// Those of the same household.
    case household
    /// Those of the same place.
    case place
}

extension FieldKind {
    package var sharing: Sharing {
        switch self {
        case .surname, .street, .streetNumber, .phone: .household
        case .locality, .postcode, .region, .country, .place: .place
        default: .person
        }
    }
}
