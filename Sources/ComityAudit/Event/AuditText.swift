import ComityCore

/// A short text that a person gave to be recorded: a user's name, a purpose, a case number. Specs/audit.md#fields
package struct AuditText: Hashable, Sendable, CustomStringConvertible {
    /// Longer case numbers than this are not known; longer purposes belong into the agreement.
    package static let limitBytes = 128

    package let text: String

    /// - Throws: `malformed-event` unless there are 1 to 128 bytes without control characters.
    package init(_ text: String) throws(AuditError) {
        guard !text.isEmpty, text.utf8.count <= Self.limitBytes, !text.unicodeScalars.contains(where: isControl) else {
            throw AuditError(
                .malformedEvent, "`\(text.prefix(40))` is no text of 1 to \(Self.limitBytes) printable bytes",
                family: .peer)
        }
        self.text = text
    }

    /// The text as it can be recorded: control characters replaced, cut at the limit, `-` if nothing is left. For texts
    /// from outside whose refusal would leave the event unrecorded.
    package init(clamping text: String) {
        var kept = ""
        for scalar in text.unicodeScalars {
            let next = isControl(scalar) ? "\u{FFFD}" : scalar
            guard kept.utf8.count + UTF8.width(next) <= Self.limitBytes else { break }
            kept.unicodeScalars.append(next)
        }
        self.text = kept.isEmpty ? "-" : kept
    }

    package var description: String { text }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .control }
