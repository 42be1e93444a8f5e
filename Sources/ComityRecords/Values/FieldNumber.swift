/// The number of a field within its record type, or of a sub-field within its composite. Specs/records.md#numbers
///
/// Numbers are never reused or renumbered: encoded contents, agreements and old stores refer to them.
package struct FieldNumber: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    package let value: UInt32

    package init(_ value: UInt32) { self.value = value }
    package init(integerLiteral value: UInt32) { self.value = value }

    package var description: String { String(value) }

    package static func < (left: FieldNumber, right: FieldNumber) -> Bool { left.value < right.value }
}
