package import ComityCore

/// One thing that one agency says about one field. Specs/records.md#claims
package struct Claim: Hashable, Sendable {
    package let value: Value
    // None or one: an array keeps the common claim, which has none, at two words and a pointer.
    private let provenances: [Provenance]

    /// Nil: the default provenance of the content holds.
    package var provenance: Provenance? { provenances.first }

    /// Whether the claim has a provenance of its own: cheaper to ask than ``provenance``, which copies it.
    package var hasProvenance: Bool { !provenances.isEmpty }

    package init(_ value: Value, provenance: Provenance? = nil) {
        self.value = value
        provenances = provenance.map { [$0] } ?? []
    }

    package var encoded: [UInt8] {
        var writer = CBORWriter()
        encode(into: &writer)
        return writer.bytes
    }

    /// The bare value, or an array of value and provenance.
    package func encode(into writer: inout CBORWriter) {
        guard let provenance = provenances.first else { return value.encode(into: &writer) }
        writer.array(count: 2)
        value.encode(into: &writer)
        provenance.encode(into: &writer)
    }

    package init(from reader: inout CBORReader) throws(CoreError) {
        if try reader.peekMajor() == 4 {
            let start = reader
            if try reader.array() == 2 {
                self.init(try Value(from: &reader), provenance: try Provenance(from: &reader))
                return
            }
            reader = start
        }
        self.init(try Value(from: &reader))
    }
}
