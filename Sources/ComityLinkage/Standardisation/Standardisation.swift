/// Raw text to the one spelling that is compared, per kind. Specs/linkage-model.md#standardisation
///
/// A standardised value is never empty, holds no byte ``separator`` and has at most ``LinkageLimits/valueBytes``
/// bytes. A cell is the values of one comparison in one row: ascending, unique, joined by ``separator``; the empty
/// cell is missing.
package enum Standardisation {
    /// ASCII unit separator, between the values of a cell.
    package static let separator: UInt8 = 0x1F

    /// The standardised value, or nil if the text says nothing: empty, a placeholder, or no letter or digit.
    /// Complexity: O(length).
    package static func value(_ text: String, kind: FieldKind, dateOrder: DateOrder = .dayFirst) -> [UInt8]? {
        guard !text.isEmpty else { return nil }
        let value = rawValue(Folding.fold(text, kind.nameRole), kind, dateOrder)
        guard !value.isEmpty, !Placeholders.contains(value, kind: kind) else { return nil }
        guard value.count > LinkageLimits.valueBytes else { return value }
        return Array(value[..<LinkageLimits.valueBytes])
    }

    /// The cell of `comparison` for one row. `values[column]` lists the texts of a declared column.
    package static func cell(
        _ comparison: LinkagePlan.Comparison, fields: [LinkageField], values: [[String]]
    ) -> [UInt8] {
        var found: [[UInt8]] = []
        for column in comparison.columns where !fields[column].kind.isDatePart {
            let field = fields[column]
            for text in values[column] {
                if let value = value(text, kind: field.kind, dateOrder: field.dateOrder) { found.append(value) }
            }
        }
        if comparison.kind == .date, let date = DateStandard.assemble(comparison, fields: fields, values: values) {
            found.append(date)
        }
        return cell(joining: found)
    }

    /// Values joined to a cell: ascending, unique, the first ``LinkageLimits/valuesPerCell``.
    static func cell(joining values: [[UInt8]]) -> [UInt8] {
        guard values.count > 1 else { return values.first ?? [] }
        var cell: [UInt8] = []
        var previous: [UInt8]?
        var count = 0
        for value in values.sorted(by: { $0.lexicographicallyPrecedes($1) }) where value != previous {
            guard count < LinkageLimits.valuesPerCell else { break }
            if count > 0 { cell.append(separator) }
            cell.append(contentsOf: value)
            previous = value
            count += 1
        }
        return cell
    }

    private static func rawValue(_ folded: [UInt8], _ kind: FieldKind, _ order: DateOrder) -> [UInt8] {
        switch kind {
        case .givenName, .middleName, .surname, .alias: NameStandard.name(folded, kind)
        case .fullName: NameStandard.fullName(folded)
        case .dateOfBirth, .birthYear, .birthMonth, .birthDay: DateStandard.date(folded, order: order)
        case .sex: CodeStandard.sex(folded)
        case .nationality, .region, .country, .postcode, .nationalID, .documentID: CodeStandard.compact(folded)
        case .streetNumber: CodeStandard.number(folded)
        case .phone: PhoneStandard.phone(folded)
        case .email: CodeStandard.email(folded)
        case .street: AddressStandard.street(folded)
        case .organisation: OrganisationStandard.organisation(folded)
        case .locality, .occupation, .place, .text, .set, .onlineHandle: Words.join(Words.split(folded))
        case .ignore: []
        }
    }
}

extension FieldKind {
    var isDatePart: Bool { self == .birthYear || self == .birthMonth || self == .birthDay }
}
