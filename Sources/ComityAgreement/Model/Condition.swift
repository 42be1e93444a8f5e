package import ComityCore

/// When a clause applies. Specs/agreement.md#conditions
package indirect enum Condition: Hashable, Sendable {
    /// All hold; at least two, none of them `all` itself.
    case all([Condition])
    /// One holds; at least two, none of them `any` itself.
    case any([Condition])
    case not(Condition)
    /// The field has a value (or has none).
    case presence(path: String, isPresent: Bool)
    /// A boolean field alone.
    case flag(path: String)
    case compare(Operand, Comparison, Literal)
    case member(path: String, isMember: Bool, [Literal])
}

/// The left side of a comparison.
package enum Operand: Hashable, Sendable {
    case field(String)
    case now

    package var text: String {
        switch self {
        case .field(let path): path
        case .now: "now"
        }
    }
}

package enum Comparison: UInt8, Hashable, Sendable, CaseIterable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    package var symbol: String {
        switch self {
        case .equal: "=="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }

    package var isOrdering: Bool { self != .equal && self != .notEqual }

    init?(symbol: String) {
        guard let match = Self.allCases.first(where: { $0.symbol == symbol }) else { return nil }
        self = match
    }
}

/// The right side of a comparison.
package enum Literal: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case boolean(Bool)
    case date(CivilDate)
    case instant(Timestamp)
    /// The present instant, moved by some milliseconds.
    case now(offsetMilliseconds: Int64)
}

extension Condition {
    /// The names of the fields that it tests.
    package var fieldNames: Set<String> {
        switch self {
        case .all(let terms), .any(let terms): terms.reduce(into: []) { $0.formUnion($1.fieldNames) }
        case .not(let term): term.fieldNames
        case .presence(let path, _), .flag(let path), .member(let path, _, _), .compare(.field(let path), _, _):
            [String(path.prefix { $0 != "." })]
        case .compare(.now, _, _): []
        }
    }
}
