/// What the rooms' errors have in common, for code that reports them without caring which room threw.
package protocol ComityError: Error, Sendable, CustomStringConvertible {
    /// A stable lower-case, hyphenated name of the rule that was broken.
    var code: String { get }
    /// One line: lower case, no final period, user input in backticks.
    var reason: String { get }
    var family: ErrorFamily { get }
}

/// The closed list of rules that one room's errors can name.
package protocol ErrorCode: RawRepresentable<String>, Hashable, Sendable {
    /// The family of most errors of the room; a single error may state another.
    static var usualFamily: ErrorFamily { get }
}

/// An error of one room: which rule was broken, by which input, and whose fault it is.
///
/// Each room names its own: `typealias CryptoError = RoomError<CryptoErrorCode>`. Equality compares the code only,
/// so that tests do not depend on wording.
package struct RoomError<Code: ErrorCode>: ComityError, Equatable {
    package let kind: Code
    package let reason: String
    package let family: ErrorFamily

    package init(_ kind: Code, _ reason: String, family: ErrorFamily = Code.usualFamily) {
        self.kind = kind
        self.reason = reason
        self.family = family
    }

    package var code: String { kind.rawValue }
    package var description: String { "\(code): \(reason)" }

    package static func == (left: Self, right: Self) -> Bool { left.kind == right.kind }
}
