/// What a column holds; the words of the field map. Specs/linkage-model.md#kinds
package enum FieldKind: String, CaseIterable, Sendable {
    case givenName = "given-name"
    case middleName = "middle-name"
    case surname
    case fullName = "full-name"
    case alias
    case dateOfBirth = "dob"
    case birthYear = "birth-year"
    case birthMonth = "birth-month"
    case birthDay = "birth-day"
    case sex
    case nationality
    case streetNumber = "street-number"
    case street
    case locality
    case postcode
    case region
    case country
    case phone
    case email
    case onlineHandle = "online-handle"
    case nationalID = "national-id"
    case documentID = "document-id"
    case occupation
    case organisation
    case place
    case text
    case set
    case ignore

    /// How values of this kind are standardised and compared; nil for kinds that are not compared by themselves.
    package var comparisonKind: ComparisonKind? {
        switch self {
        case .givenName: .givenName
        case .middleName, .surname, .alias: .name
        case .fullName: .fullName
        case .dateOfBirth, .birthYear, .birthMonth, .birthDay: .date
        case .sex, .nationality, .region, .country: .code
        case .streetNumber: .number
        case .organisation: .organisation
        case .street, .locality, .occupation, .place, .text: .text
        case .postcode: .postcode
        case .phone, .nationalID, .documentID: .identifier
        case .email: .email
        case .onlineHandle: .text
        case .set: .set
        case .ignore: nil
        }
    }

    /// The kind whose comparison takes this column: the parts of a birth date are one date.
    package var merged: FieldKind {
        switch self {
        case .birthYear, .birthMonth, .birthDay: .dateOfBirth
        default: self
        }
    }
}
