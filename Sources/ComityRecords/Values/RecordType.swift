/// The number of a record type: person, vehicle … A type unknown to this schema is kept and relayed, never shown as
/// something else. Specs/records.md#types
package struct RecordType: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: UInt32

    package init(_ value: UInt32) { self.value = value }

    package static let person = RecordType(1)
    package static let vehicle = RecordType(2)
    package static let location = RecordType(3)
    package static let organisation = RecordType(4)
    package static let caseRecord = RecordType(5)
    package static let link = RecordType(6)

    package var description: String { Schema.current.type(self)?.name ?? "type-\(value)" }

    package static func < (left: RecordType, right: RecordType) -> Bool { left.value < right.value }
}
