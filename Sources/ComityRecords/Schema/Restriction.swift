/// The order of restrictions (`R^`): what is unknown is more restrictive than anything known.
/// Specs/records.md#restrictions
package enum Restriction {
    /// How restrictive a value of a level or boolean shape is, from 0; nil if the value is not one of the shape's.
    package static func rank(of value: Value, shape: ValueShape) -> Int? {
        switch (shape, value) {
        case (.level(let levels), .text(let text)): levels.firstIndex(of: text)
        case (.boolean, .boolean(let isSet)): isSet ? 1 : 0
        default: nil
        }
    }

    /// The values that hold where all of `values` were stated: the most restrictive level, or every label.
    ///
    /// Commutative, associative and idempotent. Complexity: O(n log n).
    package static func join(_ values: [Value], shape: ValueShape) -> [Value] {
        switch shape {
        case .level, .boolean:
            return values.max { precedes($0, $1, shape: shape) }.map { [$0] } ?? []
        default:
            return Field(0, claims: values.map { Claim($0) }).claims.map(\.value)
        }
    }

    /// Whether `left` is less restrictive than `right`; unknown values are above all known, by their bytes.
    package static func precedes(_ left: Value, _ right: Value, shape: ValueShape) -> Bool {
        switch (rank(of: left, shape: shape), rank(of: right, shape: shape)) {
        case (let left?, let right?): left < right
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): left.encoded.lexicographicallyPrecedes(right.encoded)
        }
    }
}
