import ComityCore

/// A type that a user can write on the command line.
protocol ArgumentValue: Sendable {
    /// What a value looks like, in help: `N`, `HOST:PORT`.
    static var placeholder: String { get }
    /// What was expected, for an error: "a whole number".
    static var expectation: String { get }
    /// Every value there is, if the list is closed; empty if any text may be one.
    static var allowedValues: [String] { get }

    /// The value that `text` spells, or nil.
    static func reading(_ text: String) -> Self?
}

extension ArgumentValue {
    static var allowedValues: [String] { [] }
}

extension ArgumentValue where Self: RawRepresentable<String>, Self: CaseIterable {
    static var placeholder: String { "WORD" }
    static var expectation: String { Prose.list(allowedValues, joining: "or") }
    static var allowedValues: [String] { allCases.map(\.rawValue) }
    static func reading(_ text: String) -> Self? { Self(rawValue: text) }
}

extension String: ArgumentValue {
    static var placeholder: String { "TEXT" }
    static var expectation: String { "text" }
    static func reading(_ text: String) -> String? { text }
}

extension Int: ArgumentValue {
    static var placeholder: String { "N" }
    static var expectation: String { "a whole number from 0" }
    static func reading(_ text: String) -> Int? {
        guard let number = Int(text), number >= 0, String(number) == text else { return nil }
        return number
    }
}

extension Timestamp: ArgumentValue {
    static var placeholder: String { "DATE" }
    static var expectation: String { "a date or time such as 2026-01-31 or 2026-01-31T23:59:59Z" }
    static func reading(_ text: String) -> Timestamp? {
        do { return try Timestamp(parsing: text) } catch { return nil }
    }
}

extension AgencyID: ArgumentValue {
    static var placeholder: String { "AGENCY" }
    static var expectation: String { "an agency id such as us-wa-kcso" }
    static func reading(_ text: String) -> AgencyID? { AgencyID(text) }
}
