/// What a column of a file holds, in words that people know. Specs/field-map.md#kinds
package enum ColumnKind: String, Sendable, CaseIterable {
    case givenName = "given-name"
    case middleName = "middle-name"
    case surname
    case fullName = "full-name"
    case alias
    case dob
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

    /// The record path that the kind stands for; nil for `ignore`.
    package var path: String? {
        switch self {
        case .givenName: "names.given"
        case .middleName: "names.middle"
        case .surname: "names.family"
        case .fullName, .alias: "names.full"
        case .dob, .birthYear, .birthMonth, .birthDay: "dob"
        case .sex: "sex"
        case .nationality: "nationality"
        case .streetNumber: "addresses.number"
        case .street: "addresses.street"
        case .locality: "addresses.locality"
        case .postcode: "addresses.postcode"
        case .region: "addresses.region"
        case .country: "addresses.country"
        case .phone: "phones.e164"
        case .email: "emails.address"
        case .onlineHandle: "online_handles.handle"
        case .nationalID, .documentID: "id_documents.number"
        case .occupation: "occupation"
        case .organisation: "affiliations"
        case .place: "places"
        case .text, .set: "attributes.text"
        case .ignore: nil
        }
    }

    /// Whether each value makes a claim of its own, so that a `separator` may divide a cell into several.
    package var makesOwnClaim: Bool {
        switch self {
        case .alias, .phone, .email, .onlineHandle, .nationalID, .documentID, .nationality, .occupation, .organisation,
            .place, .text, .set:
            true
        default: false
        }
    }

    /// Whether the column is a part of the date of birth.
    var isDate: Bool { self == .dob }
}
