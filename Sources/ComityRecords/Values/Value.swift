package import ComityCore

/// What one claim says: one scalar, or one composite such as a name or an address. Specs/records.md#values
package enum Value: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case boolean(Bool)
    case date(PartialDate)
    case instant(Timestamp)
    /// Sub-fields in ascending order of their numbers, each once, at least one.
    case composite([Component])
    /// An item of a form that this version does not know: its deterministic CBOR, kept as it is.
    case unknown([UInt8])
}

/// One sub-field of a composite value.
package struct Component: Hashable, Sendable {
    package let number: FieldNumber
    package let value: Value

    package init(_ number: FieldNumber, _ value: Value) {
        self.number = number
        self.value = value
    }
}

extension Value {
    /// A composite of these sub-fields in any order; of a repeated number the last stands.
    ///
    /// Complexity: O(n²) in the sub-fields, of which there are few.
    package static func composite(of components: some Sequence<Component>) -> Value {
        var sorted: [Component] = []
        for component in components {
            let index = sorted.firstIndex { $0.number >= component.number } ?? sorted.endIndex
            if index < sorted.endIndex, sorted[index].number == component.number {
                sorted[index] = component
            } else {
                sorted.insert(component, at: index)
            }
        }
        return .composite(sorted)
    }

    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
    package var boolean: Bool? { if case .boolean(let boolean) = self { boolean } else { nil } }
    package var date: PartialDate? { if case .date(let date) = self { date } else { nil } }
    package var instant: Timestamp? { if case .instant(let instant) = self { instant } else { nil } }
    package var components: [Component]? { if case .composite(let parts) = self { parts } else { nil } }

    /// The sub-field with this number, if this is a composite that has it. Complexity: O(sub-fields).
    package subscript(number: FieldNumber) -> Value? {
        guard case .composite(let components) = self else { return nil }
        for component in components where component.number == number { return component.value }
        return nil
    }
}
