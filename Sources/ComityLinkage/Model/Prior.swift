import Glibc

/// How many pairs of rows match, are of one household, or of one place. Specs/linkage-model.md#prior
struct Prior {
    /// A pattern's weights by sharing, and how many pairs show it.
    struct Entry {
        let weights: SharedWeights
        let count: Double
    }

    private static let rounds = 60

    /// The share of all pairs that match.
    private(set) var match: Double
    /// Shares of the others.
    private(set) var household: Double
    private(set) var place: Double

    /// The fixed point of "as many as the candidates' probabilities add up to". The share of one place comes from
    /// random pairs, because blocking does not look for it.
    /// Complexity: O(rounds * patterns).
    init(candidates: [Entry], random: [Entry], totalPairs: Double) {
        let total = max(totalPairs, 1)
        let least = 0.5 / total
        match = min(1e-3, max(least, 100 / total))
        household = match
        place = Self.sharedPlace(random)
        let likelihoods = candidates.map { Likelihoods($0.weights) }
        for _ in 0..<Self.rounds {
            var matches = 0.0
            var relatives = 0.0
            for number in likelihoods.indices {
                let classes = classes(likelihoods[number])
                matches += candidates[number].count * classes.match
                relatives += candidates[number].count * classes.household
            }
            match = min(max(matches / total, least), 0.5)
            household = min(max(relatives / total, least), 0.1)
        }
    }

    var sharing: SharedEvidence { SharedEvidence(household: household, place: place) }

    /// The likelihood ratios of a pattern's weights.
    private struct Likelihoods {
        let person: Double
        let place: Double
        /// Of place and household together.
        let shared: Double

        init(_ weights: SharedWeights) {
            person = exp2(weights.person)
            place = exp2(weights.place)
            shared = exp2(weights.place + weights.household)
        }
    }

    /// The probabilities of a pattern's classes.
    func classes(_ weights: SharedWeights) -> (match: Double, household: Double) { classes(Likelihoods(weights)) }

    @inline(__always)
    private func classes(_ ratios: Likelihoods) -> (match: Double, household: Double) {
        let asMatch = match * ratios.person * ratios.shared
        let asHousehold = (1 - match) * household * ratios.shared
        let asPlace = (1 - match) * place * ratios.place
        let sum = asMatch + asHousehold + asPlace + (1 - match) * max(1 - household - place, 0)
        return (asMatch / sum, asHousehold / sum)
    }

    private static func sharedPlace(_ random: [Entry]) -> Double {
        let total = random.reduce(0) { $0 + $1.count }
        guard total > 0, random.contains(where: { $0.weights.place != 0 }) else { return 0 }
        let ratios = random.map { exp2($0.weights.place) }
        var place = 1e-3
        for _ in 0..<rounds {
            var found = 0.0
            for number in random.indices {
                let shared = place * ratios[number]
                found += random[number].count * (shared / (shared + 1 - place))
            }
            place = min(max(found / total, 0.5 / total), 0.5)
        }
        return place
    }
}
