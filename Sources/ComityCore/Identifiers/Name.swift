/// A short identifier that people choose and type: agencies, agreements, groups and clauses.
///
/// One to ``nameLimit`` characters of `a-z`, `0-9`, `-` and `.`, beginning and ending with a letter or digit.
/// One spelling only, so that names compare by bytes in files, signatures and SQL. Specs/identifiers.md#names
package protocol Name: Hashable, Comparable, Sendable, CustomStringConvertible, LosslessStringConvertible {
    /// What the name names, for error messages: `agency`, `clause`.
    static var noun: String { get }
    var text: String { get }
    init(unchecked text: String)
}

/// The longest name in bytes: fits one DNS label with room for a suffix, and keeps frames small.
package let nameLimitBytes = 64

extension Name {
    /// Checks the spelling.
    /// - Throws: ``CoreError`` `malformed-identifier` naming the input.
    package init(parsing text: some StringProtocol) throws(CoreError) {
        let bytes = Array(text.utf8)
        guard isWellFormedName(bytes) else {
            throw CoreError(
                .malformedIdentifier,
                "`\(String(text).prefix(nameLimitBytes))` is no \(Self.noun) name: "
                    + "use 1 to \(nameLimitBytes) of a-z, 0-9, `-`, `.`"
            )
        }
        self.init(unchecked: String(text))
    }

    package init(_ text: some StringProtocol) throws(CoreError) { try self.init(parsing: text) }

    package init?(_ description: String) {
        guard isWellFormedName(Array(description.utf8)) else { return nil }
        self.init(unchecked: description)
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

private func isWellFormedName(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first, let last = bytes.last, bytes.count <= nameLimitBytes else { return false }
    guard isAlphanumeric(first), isAlphanumeric(last) else { return false }
    return bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
