@testable import ComityLinkage
import Testing

@Suite struct EvaluationTests {
    /// Twelve rows of three persons, as in Bagga and Baldwin (1998), figure 1.
    private static let published = truth([1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3])

    private static func truth(
        _ labels: [UInt32], sources: [UInt32]? = nil, mode: LinkageMode = .dedupe
    ) -> TruthLabels {
        TruthLabels(
            keys: labels.indices.map { UInt64($0) }, labels: labels, sources: sources ?? labels.map { _ in 0 },
            mode: mode)
    }

    private static func evaluate(
        _ truth: TruthLabels, pairs: [ScoredPair] = [], clusters: [[UInt64]], trueCandidates: Int = 0
    ) -> TruthEvaluation {
        TruthEvaluation(truth, pairs: pairs, clusters: clusters, trueCandidates: trueCandidates)
    }

    private static func pair(_ left: UInt64, _ right: UInt64, _ weight: Double, isMatch: Bool = true) -> ScoredPair {
        ScoredPair(
            left: left, right: right, weight: weight, pattern: LevelPattern(), fieldWeights: [],
            decision: isMatch ? .match : .review)
    }

    @Test func bcubedIsAsPublished() {
        let first = Self.evaluate(Self.published, clusters: [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9, 10, 11]])
        #expect(abs(first.bcubed.precision - 16.0 / 21) < 1e-12)
        #expect(first.bcubed.recall == 1)
        let second = Self.evaluate(Self.published, clusters: [[0, 1, 2, 3, 4, 7, 8, 9, 10, 11], [5, 6]])
        #expect(abs(second.bcubed.precision - 7.0 / 12) < 1e-12)
        #expect(second.bcubed.recall == 1)
    }

    @Test func clusterPairsAreCounted() {
        // 10 + 21 pairs answered; 10 + 1 + 10 of them true, and so are all 21.
        let evaluation = Self.evaluate(Self.published, clusters: [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9, 10, 11]])
        #expect(evaluation.clusters.precision == 21.0 / 31)
        #expect(evaluation.clusters.recall == 1)
        #expect(evaluation.truePairs == 21)
    }

    @Test func pairsAreJudgedAndTheBestThresholdFound() {
        let truth = Self.truth([1, 1, 2, 2, 3])
        let pairs = [
            Self.pair(0, 1, 9), Self.pair(0, 2, 3, isMatch: false), Self.pair(2, 3, 5),
            Self.pair(3, 4, 1, isMatch: false),
        ]
        let evaluation = Self.evaluate(truth, pairs: pairs, clusters: [[0, 1]], trueCandidates: 2)
        #expect(evaluation.pairwise == Quality(right: 2, answered: 2, truth: 2))
        #expect(evaluation.bestWeight == 5)
        #expect(evaluation.best.f1 == 1)
        #expect(evaluation.pairCompleteness == 1)
        #expect(evaluation.clusters == Quality(right: 1, answered: 1, truth: 2))
    }

    @Test func unknownTruthTakesNoPart() {
        let truth = Self.truth([1, 1, TruthLabels.unknown, TruthLabels.unknown])
        let evaluation = Self.evaluate(
            truth, pairs: [Self.pair(0, 1, 5), Self.pair(1, 2, 5)], clusters: [[0, 1, 2], [3]])
        #expect(evaluation.pairwise == Quality(right: 1, answered: 1, truth: 1))
        #expect(evaluation.clusters == Quality(right: 1, answered: 1, truth: 1))
        #expect(evaluation.bcubed.f1 == 1)
    }

    @Test func onlyPairsAcrossSourcesCountInLinkMode() {
        let truth = Self.truth([1, 1, 1, 2], sources: [0, 0, 1, 1], mode: .link)
        #expect(truth.truePairs == 2)
        let evaluation = Self.evaluate(truth, pairs: [Self.pair(0, 2, 5)], clusters: [[0, 2]])
        #expect(evaluation.pairwise == Quality(right: 1, answered: 1, truth: 2))
        #expect(evaluation.clusters == Quality(right: 1, answered: 1, truth: 2))
    }

    @Test func nothingAnsweredIsPreciseAndFindsNothing() {
        let evaluation = Self.evaluate(Self.truth([1, 1]), clusters: [])
        #expect(evaluation.pairwise == Quality(right: 0, answered: 0, truth: 1))
        #expect(evaluation.pairwise.precision == 1 && evaluation.pairwise.recall == 0)
        #expect(evaluation.best.f1 == 0)
        #expect(Self.evaluate(Self.truth([1, 2]), clusters: []).pairwise.f1 == 1)
    }

    @Test func equalWeightsAreOnePointOfTheCurve() {
        let truth = Self.truth([1, 1, 2, 3])
        let judged = JudgedPair.judge([Self.pair(0, 1, 4), Self.pair(2, 3, 4), Self.pair(1, 2, 2)], truth)
        let curve = ThresholdCurve(judged, truePairs: 1)
        #expect(curve.points.map(\.pairs) == [2, 3])
        #expect(curve.quality(from: 3)?.pairs == 2)
        #expect(curve.quality(from: 2)?.pairs == 3)
        #expect(curve.quality(from: 4.5) == nil)
    }

    @Test func reliabilityComparesPromiseAndTruth() {
        let truth = Self.truth([1, 1, 2, 3])
        // Weight 0 is a probability of one half; one of the two is true.
        let judged = JudgedPair.judge([Self.pair(0, 1, 0), Self.pair(2, 3, 0)], truth)
        let table = ReliabilityTable(judged)
        #expect(table.rows.count == 1)
        #expect(table.rows[0].low == 0.5 && table.rows[0].pairs == 2)
        #expect(table.rows[0].predicted == 0.5 && table.rows[0].observed == 0.5)
        #expect(table.error == 0)
        #expect(ReliabilityTable(JudgedPair.judge([Self.pair(2, 3, 0)], truth)).error == 0.5)
    }

    @Test func candidatesOfTheSamePersonAreCounted() throws {
        var table = try LinkageTable(fields: [LinkageField(name: "id", kind: .documentID)])
        for (key, value) in ["A1234", "A1234", "B5678", "C9999"].enumerated() {
            try table.append(key: UInt64(key), texts: [value])
        }
        var run = try LinkageRun(table, LinkageOptions(mode: .dedupe))
        let model = try run.train()
        #expect(run.trueCandidates(Self.truth([1, 1, 2, 2]), model) == 1)
    }
}
