package import ComityCore

/// Why something was done or refused, or which command was given: a stable word of the program, such as the `code` of a
/// ``ComityError``. Never a value or a message. Specs/audit.md#fields
package struct ReasonCode: Name {
    package static var noun: String { "reason" }
    package let text: String

    package init(unchecked text: String) { self.text = text }

    /// The code of an error.
    package init(_ error: some ComityError) { self.init(unchecked: error.code) }
}
