import Glibc

/// The score of a pair in the words of its definition. Specs/linkage-model.md#sharing
///
/// It shares no code with ComityLinkage, whose fast one must give the same bits.
package enum ReferenceScore {
    /// Who else usually has the value of a field.
    package enum Sharing {
        case person, household, place
    }

    /// The field weights after the discount for shared households and places.
    /// - Parameters:
    ///   - weights: of each field's level, with the adjustment for its value.
    ///   - household: the share of pairs of different persons that are of one household; `place` likewise.
    package static func settled(
        _ weights: [Double], _ sharing: [Sharing], household: Double, place: Double
    ) -> [Double] {
        func sum(_ group: Sharing) -> Double {
            zip(weights, sharing).filter { $0.1 == group }.reduce(0) { $0 + $1.0 }
        }
        let h = sum(.household)
        let p = sum(.place)
        let added = place * (exp2(p) - 1) + household * (exp2(p + h) - 1)
        guard added >= 1.0 / 1_024 else { return weights }
        let discount = rounded(log2(1 + added))
        let positive = zip(weights, sharing).filter { $0.1 != .person && $0.0 > 0 }.reduce(0) { $0 + $1.0 }
        guard positive > 0 else { return weights }
        return zip(weights, sharing).map { weight, group in
            group == .person || weight <= 0 ? weight : weight - rounded(discount * (weight / positive))
        }
    }

    /// To the nearest multiple of 2^-20, within 40 bits.
    private static func rounded(_ weight: Double) -> Double {
        let steps = 1_048_576.0
        return (max(-40, min(40, weight)) * steps).rounded() / steps
    }
}
