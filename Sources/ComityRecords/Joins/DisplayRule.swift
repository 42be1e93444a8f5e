import ComityCore

/// Which of several values of a `C1` field is shown first: the best evaluated, then the latest, then the greater
/// encoding.
///
/// Clocks only order what is shown; no value is dropped. Specs/records.md#display
package enum DisplayRule {
    /// The values, best first. Complexity: O(n log n).
    static func ordered(_ values: [JoinedValue]) -> [JoinedValue] {
        values.map { (rank: rank($0), bytes: $0.value.encoded, value: $0) }
            .sorted { left, right in
                if left.rank != right.rank { return left.rank > right.rank }
                return right.bytes.lexicographicallyPrecedes(left.bytes)
            }
            .map(\.value)
    }

    private struct Rank: Comparable {
        let evaluation: Int
        let recordedAt: UInt64
        let observedAt: Int64

        static func < (left: Rank, right: Rank) -> Bool {
            (left.evaluation, left.recordedAt, left.observedAt) < (right.evaluation, right.recordedAt, right.observedAt)
        }
    }

    /// The rank of the best statement of a value.
    private static func rank(_ value: JoinedValue) -> Rank {
        value.statedBy.map { attribution in
            Rank(
                evaluation: evaluation(attribution.provenance),
                recordedAt: attribution.provenance?.recordedAt?.value ?? 0,
                observedAt: attribution.provenance?.observedAt?.milliseconds ?? .min)
        }.max() ?? Rank(evaluation: 0, recordedAt: 0, observedAt: .min)
    }

    /// 0 for none or cannot be judged, up to 2,000 for the best source with the best information.
    static func evaluation(_ provenance: Provenance?) -> Int {
        grade(provenance?.sourceEvaluation, in: sourceGrades)
            + grade(provenance?.informationEvaluation, in: informationGrades)
    }

    /// Where the code stands in its scheme: 1,000 for the best, 0 for unknown and for "cannot be judged".
    private static func grade(_ evaluation: Evaluation?, in schemes: [(scheme: String, best: [String])]) -> Int {
        guard let evaluation, let grades = schemes.first(where: { $0.scheme == evaluation.scheme })?.best,
            let index = grades.firstIndex(of: evaluation.code)
        else { return 0 }
        return 1000 * (grades.count - index) / grades.count
    }

    // The grades of each scheme from the best on, without the one that says "cannot be judged".
    private static let sourceGrades: [(scheme: String, best: [String])] = [
        ("admiralty", ["A", "B", "C", "D", "E"]), ("3x5x2", ["1", "2"]), ("5x5x5", ["A", "B", "C", "D"]),
        ("4x4", ["A", "B", "C"]),
    ]
    private static let informationGrades: [(scheme: String, best: [String])] = [
        ("admiralty", ["1", "2", "3", "4", "5"]), ("3x5x2", ["A", "B", "C", "D"]),
        ("5x5x5", ["1", "2", "3", "4"]), ("4x4", ["1", "2", "3"]),
    ]
}
