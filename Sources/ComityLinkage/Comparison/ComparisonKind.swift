/// How two cells are compared: a ladder of levels, the strongest agreement first. Specs/linkage-model.md#levels
package enum ComparisonKind: String, CaseIterable, BitwiseCopyable, Sendable {
    /// Like `name`, with a level for given name and surname exchanged.
    case givenName = "given-name"
    case name
    case fullName = "full-name"
    case organisation
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
        case .givenName:
            ["exact", "near", "alike", "nickname", "part", "close", "initial", "swapped", "else"]
        case .name: ["exact", "near", "alike", "part", "close", "initial", "else"]
        case .fullName: ["exact", "near", "alike", "part", "close", "shared", "else"]
        case .organisation: ["exact", "near", "alike", "part", "close", "else"]
        case .date: ["exact", "slip", "two parts", "year", "else"]
        case .identifier: ["exact", "misread", "one slip", "two slips", "else"]
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
        case .givenName: 9
        case .name, .fullName: 7
        case .organisation: 6
        case .date, .identifier: 5
        case .postcode, .text, .email: 4
        case .number, .set: 3
        case .code: 2
        }
    }

    /// About how long two unequal cells take to compare; in no unit, for the order of comparisons.
    var cost: Double {
        switch self {
        case .code: 1
        case .date, .number, .postcode, .set: 3
        case .identifier, .email: 4
        case .text: 8
        case .givenName, .name, .organisation: 12
        case .fullName: 20
        }
    }

    /// The level of exchanged names, which stands outside the order of the ladder.
    package var swappedLevel: UInt8? { self == .givenName ? 8 : nil }

    /// What is known of true matches before any data: the share of each level. They sum to 1.
    package var priorM: [Double] {
        switch self {
        case .givenName: [0.76, 0.10, 0.02, 0.02, 0.02, 0.02, 0.02, 0.01, 0.03]
        case .name: [0.78, 0.11, 0.02, 0.02, 0.02, 0.01, 0.04]
        case .fullName: [0.64, 0.14, 0.04, 0.08, 0.03, 0.04, 0.03]
        case .organisation: [0.68, 0.12, 0.02, 0.06, 0.04, 0.08]
        case .date: [0.86, 0.06, 0.03, 0.02, 0.03]
        case .identifier: [0.86, 0.01, 0.05, 0.02, 0.06]
        case .postcode: [0.78, 0.08, 0.04, 0.10]
        case .number: [0.75, 0.10, 0.15]
        case .text: [0.70, 0.12, 0.05, 0.13]
        case .code: [0.92, 0.08]
        case .email: [0.75, 0.08, 0.07, 0.10]
        case .set: [0.60, 0.25, 0.15]
        }
    }
}
