/// How two cells are compared: a ladder of levels, the strongest agreement first. Specs/linkage-model.md#levels
package enum ComparisonKind: String, CaseIterable, Sendable {
    /// Like `name`, with a level for given name and surname exchanged.
    case givenName = "given-name"
    case name
    case fullName = "full-name"
    case date
    case identifier
    case postcode
    case number
    case text
    case code
    case email
    case set

    /// The names of the levels; level 1 is the first, level 0 (missing) has no name here.
    package var levelNames: [String] {
        switch self {
        case .givenName: ["exact", "near", "close", "initial", "swapped", "else"]
        case .name: ["exact", "near", "close", "initial", "else"]
        case .fullName: ["exact", "near", "part", "close", "else"]
        case .date: ["exact", "slip", "two parts", "year", "else"]
        case .identifier: ["exact", "one slip", "two slips", "else"]
        case .postcode: ["exact", "one slip", "area", "else"]
        case .number: ["exact", "one slip", "else"]
        case .text: ["exact", "near", "close", "else"]
        case .code: ["exact", "else"]
        case .email: ["exact", "same name", "near", "else"]
        case .set: ["exact", "shared", "else"]
        }
    }

    package var levelCount: Int {
        switch self {
        case .givenName: 6
        case .name, .fullName, .date: 5
        case .identifier, .postcode, .text, .email: 4
        case .number, .set: 3
        case .code: 2
        }
    }

    /// The level of exchanged names, which stands outside the order of the ladder.
    package var swappedLevel: UInt8? { self == .givenName ? 5 : nil }

    /// What is known of true matches before any data: the share of each level. They sum to 1.
    package var priorM: [Double] {
        switch self {
        case .givenName: [0.77, 0.11, 0.05, 0.02, 0.01, 0.04]
        case .name: [0.78, 0.11, 0.05, 0.02, 0.04]
        case .fullName: [0.65, 0.15, 0.10, 0.05, 0.05]
        case .date: [0.86, 0.06, 0.03, 0.02, 0.03]
        case .identifier: [0.86, 0.06, 0.02, 0.06]
        case .postcode: [0.78, 0.08, 0.04, 0.10]
        case .number: [0.75, 0.10, 0.15]
        case .text: [0.70, 0.12, 0.05, 0.13]
        case .code: [0.92, 0.08]
        case .email: [0.75, 0.08, 0.07, 0.10]
        case .set: [0.60, 0.25, 0.15]
        }
    }
}
