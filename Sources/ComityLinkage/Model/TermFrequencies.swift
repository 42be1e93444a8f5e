/// What agreement on a particular value is worth more, or less, than agreement on a usual value.
/// Specs/linkage-model.md#frequencies
package struct TermFrequencies: Equatable, Sendable {
    /// Added to the weight of level 1, by the stable hash of the value; for the frequent values of the training data.
    package let adjustments: [UInt64: Double]
    /// For every other value.
    package let rare: Double

    package init(adjustments: [UInt64: Double] = [:], rare: Double = 0) {
        self.adjustments = adjustments
        self.rare = rare
    }

    /// Whether no value adds anything.
    var isFlat: Bool { adjustments.isEmpty && rare == 0 }

    /// The most that any value adds. Complexity: O(frequent values).
    var greatest: Double { adjustments.values.reduce(rare, max) }

    /// For a cell of one value. Complexity: O(bytes).
    func adjustment(_ atom: UnsafeBufferPointer<UInt8>) -> Double { adjustments[StableHash.hash(atom)] ?? rare }

    /// For the rarest value that both cells hold; 0 if they share none. Complexity: O(values * values).
    func adjustment(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        var best: Double?
        Atoms.forEach(left) { atom in
            Atoms.forEach(right) { other in
                guard CellComparer.equal(atom, other) else { return }
                let value = adjustment(atom)
                best = max(best ?? value, value)
            }
        }
        return best ?? 0
    }
}
