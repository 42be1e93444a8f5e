/// Which part of a name a text is: Chinese and Korean write the family name first, without a space behind it.
enum NameRole {
    case given, family, full
    /// No name of a person.
    case none
}

extension FieldKind {
    var nameRole: NameRole {
        switch self {
        case .givenName, .middleName: .given
        case .surname: .family
        case .fullName, .alias: .full
        default: .none
        }
    }
}
