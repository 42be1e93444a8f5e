import Glibc

/// Evidence that two rows are of one household or place, and so only partly evidence that they are of one person.
/// Specs/linkage-model.md#sharing
///
/// Among rows of different persons a share `household` is of one household: their household and place fields agree as
/// those of matches do. A share `place` is of one place: their place fields do. Without this a family looks like one
/// person, because the fields of an address agree together or not at all.
package struct SharedEvidence: Equatable, Sendable {
    package let household: Double
    package let place: Double

    package init(household: Double, place: Double) {
        self.household = household
        self.place = place
    }

    /// Below this the discount is nothing: under 1/700 bit.
    private static let least = 1.0 / 1_024

    /// The bits by which household and place evidence is too heavy.
    /// - Parameters:
    ///   - weights: sums of weights by sharing, before the discount.
    func discount(_ weights: SharedWeights) -> Double {
        let excess = place * (exp2(weights.place) - 1) + household * (exp2(weights.place + weights.household) - 1)
        return excess < Self.least ? 0 : Weight.rounded(log2(1 + excess))
    }
}

/// Sums of weights by sharing.
struct SharedWeights {
    var person = 0.0
    var household = 0.0
    var place = 0.0

    mutating func add(_ weight: Double, _ sharing: Sharing) {
        switch sharing {
        case .person: person += weight
        case .household: household += weight
        case .place: place += weight
        }
    }

    var total: Double { person + household + place }
}

extension LinkageModel {
    /// Takes the discount from household and place weights in proportion to what they say for a match, so that the
    /// sum of the field weights stays the score. Complexity: O(comparisons).
    func settle(_ weights: inout [Double]) {
        let groups = plan.comparisons.map(\.fieldKind.sharing)
        weights.withUnsafeMutableBufferPointer { weights in
            groups.withUnsafeBufferPointer { sharing.settle(weights, $0) }
        }
    }
}

extension SharedEvidence {
    /// As ``LinkageModel/settle(_:)``. Complexity: O(comparisons).
    /// - Parameter groups: who shares the values of each comparison.
    func settle(_ weights: UnsafeMutableBufferPointer<Double>, _ groups: UnsafeBufferPointer<Sharing>) {
        var sums = SharedWeights()
        var positive = 0.0
        for number in weights.indices {
            sums.add(weights[number], groups[number])
            if groups[number] != .person { positive += max(weights[number], 0) }
        }
        let discount = discount(sums)
        guard discount > 0, positive > 0 else { return }
        for number in weights.indices where weights[number] > 0 && groups[number] != .person {
            weights[number] -= Weight.rounded(discount * (weights[number] / positive))
        }
    }
}
