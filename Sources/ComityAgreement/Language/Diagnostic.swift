/// One finding about an agreement text, in the form that editors understand. Specs/agreement.md#diagnostics
package struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    package enum Severity: String, Hashable, Sendable {
        /// The text is no agreement.
        case error
        /// It is one, but probably not the intended one.
        case warning
        /// More about the finding before.
        case note
    }

    package let file: String
    package let position: SourcePosition
    package let severity: Severity
    package let message: String

    package var line: Int { position.line }
    package var column: Int { position.column }

    package init(file: String, position: SourcePosition, severity: Severity, message: String) {
        self.file = file
        self.position = position
        self.severity = severity
        self.message = message
    }

    /// `file:line:column: severity: message`
    package var description: String { "\(file):\(line):\(column): \(severity.rawValue): \(message)" }
}

/// A place in a text, both numbers from 1; columns count Unicode scalars.
package struct SourcePosition: Hashable, Comparable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A value and where it was written.
struct Located<Value: Sendable>: Sendable {
    let value: Value
    let position: SourcePosition

    init(_ value: Value, _ position: SourcePosition) {
        self.value = value
        self.position = position
    }
}
