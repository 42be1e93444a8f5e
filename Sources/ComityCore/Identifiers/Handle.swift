/// The name of a record on the wire: 48 random bits, unique within (agency, agreement). Specs/identifiers.md#handles
package struct Handle: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let limit: UInt64 = 1 << 48
    package let value: UInt64

    /// - Throws: `malformed-identifier` if the value does not fit 48 bits.
    package init(_ value: UInt64) throws(CoreError) {
        guard value < Self.limit else {
            throw CoreError(.malformedIdentifier, "a handle has 48 bits: \(value) does not fit")
        }
        self.value = value
    }

    package static func random(_ random: inout some RandomSource) -> Handle {
        Handle(unchecked: random.next() & (limit - 1))
    }

    private init(unchecked value: UInt64) { self.value = value }

    /// Twelve lower-case hexadecimal digits.
    package var description: String { Hex.encode(Array(bigEndianBytes(value)[2...])) }

    package static func < (left: Handle, right: Handle) -> Bool { left.value < right.value }
}
