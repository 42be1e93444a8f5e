/// What one agency says about one record: the fields of its statement, or of the view that a partner was shown.
///
/// A value without identity: record id, origin and handle belong to ``Statement`` and ``View``. Fields that this
/// version does not know are kept like the others. Specs/records.md#content
package struct Content: Hashable, Sendable {
    /// The most fields of one content.
    package static let fieldLimit = 256
    /// The longest encoding in bytes: some thousand claims, and a frame holds several.
    package static let limitBytes = 253_952

    package let type: RecordType
    /// Ascending by number, each number once, each with at least one claim.
    package private(set) var fields: [Field]
    /// Holds for every claim that has none of its own.
    package var defaultProvenance: Provenance? {
        get { provenances.first }
        set { provenances = newValue.map { [$0] } ?? [] }
    }
    private var provenances: [Provenance]

    /// Whether there is a default provenance: cheaper to ask than ``defaultProvenance``, which copies it.
    package var hasDefaultProvenance: Bool { !provenances.isEmpty }

    /// Takes fields in any order; of a repeated number the last stands, fields without claims are left out.
    package init(type: RecordType, fields: [Field] = [], defaultProvenance: Provenance? = nil) {
        self.type = type
        self.fields = []
        provenances = defaultProvenance.map { [$0] } ?? []
        if Self.isNormal(fields) {
            self.fields = fields
        } else {
            for field in fields { set(field) }
        }
    }

    private static func isNormal(_ fields: [Field]) -> Bool {
        for (index, field) in fields.enumerated() {
            if field.claims.isEmpty || index > 0 && fields[index - 1].number >= field.number { return false }
        }
        return true
    }

    /// The claims of a field, none if it is absent. Complexity: O(log fields).
    package subscript(number: FieldNumber) -> [Claim] {
        let index = insertionIndex(of: number)
        return index < fields.count && fields[index].number == number ? fields[index].claims : []
    }

    /// The first claim's value of a field that has one claim at most. Complexity: O(log fields).
    package func value(_ number: FieldNumber) -> Value? { self[number].first?.value }

    /// Puts `field` in the place of the field with its number; without claims the field goes.
    package mutating func set(_ field: Field) {
        let index = insertionIndex(of: field.number)
        let exists = index < fields.count && fields[index].number == field.number
        switch (exists, field.claims.isEmpty) {
        case (true, true): fields.remove(at: index)
        case (true, false): fields[index] = field
        case (false, true): break
        case (false, false): fields.insert(field, at: index)
        }
    }

    package mutating func set(_ number: FieldNumber, to claims: [Claim]) { set(Field(number, claims: claims)) }
    package mutating func set(_ number: FieldNumber, to value: Value) { set(Field(number, value)) }
    package mutating func unset(_ number: FieldNumber) { set(Field(number, claims: [])) }

    package func setting(_ number: FieldNumber, to claims: [Claim]) -> Content {
        var copy = self
        copy.set(number, to: claims)
        return copy
    }

    package func unsetting(_ number: FieldNumber) -> Content {
        var copy = self
        copy.unset(number)
        return copy
    }

    private func insertionIndex(of number: FieldNumber) -> Int {
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Traps if the order of fields or claims was broken.
    package func checkInvariants() {
        precondition(Self.isNormal(fields), "fields ascend and have claims")
        for field in fields {
            precondition(Field(field.number, claims: field.claims) == field, "claims ascend")
        }
    }
}
