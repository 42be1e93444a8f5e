@testable import ComityLinkage
import Testing

@Suite struct LabelTests {
    private static func pair(_ left: UInt64, _ right: UInt64, _ weight: Double, pattern: UInt64) -> ScoredPair {
        ScoredPair(
            left: left, right: right, weight: weight, pattern: LevelPattern(bits: pattern), fieldWeights: [],
            decision: .review)
    }

    @Test func nearPairsComeFirstAndAnotherPatternBeforeMoreOfOne() {
        let pairs = [
            Self.pair(0, 1, 0.1, pattern: 1), Self.pair(0, 2, 0.2, pattern: 1), Self.pair(0, 3, 1, pattern: 2),
            Self.pair(0, 4, -9, pattern: 3),
        ]
        let order = ReviewQueue.order(pairs, threshold: 0).map(\.right)
        #expect(order == [1, 3, 2, 4])
        #expect(ReviewQueue.order(pairs.reversed(), threshold: 0).map(\.right) == order)
    }

    @Test func tiesGoByKeys() {
        let pairs = [Self.pair(1, 2, 1, pattern: 2), Self.pair(0, 9, -1, pattern: 1)]
        #expect(ReviewQueue.order(pairs, threshold: 0).map(\.left) == [0, 1])
    }

    @Test func labelsMoveWeightsTowardsTheAnswers() {
        // Ten pairs agree on the only comparison, and every one of them is no match.
        let cases = (0..<10).map { _ in
            LabelledWeights.Case(pattern: LevelPattern(bits: 1), weight: 2, isMatch: false)
        }
        let learnt = LabelledWeights(cases, levels: [3])
        #expect(learnt.prior < 0)
        #expect(learnt.weights[0][0] < 0)
        #expect(learnt.weights[0][1] == 0 && learnt.weights[0][2] == 0)
        #expect(2 + learnt.prior + learnt.weights[0][0] < 0)
        #expect(abs(learnt.weights[0][0]) < 3)
    }

    @Test func answersAsExpectedMoveLittle() {
        let cases = (0..<20).map { LabelledWeights.Case(pattern: LevelPattern(bits: 1), weight: 0, isMatch: $0 < 10) }
        let learnt = LabelledWeights(cases, levels: [2])
        #expect(abs(learnt.prior) < 1e-9 && abs(learnt.weights[0][0]) < 1e-9)
    }

    @Test func aModelLearnsWhateverTheOrderOfItsLabels() throws {
        let table = try People(300, seed: 5, wrong: [0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.1], slips: 0.1).table()
        var run = try LinkageRun(table, LinkageOptions(mode: .dedupe))
        let model = try run.train()
        let pairs = Array(try run.score(model).prefix(40))
        var labelled: [(label: PairLabel, explanation: PairExplanation)] = []
        for (place, pair) in pairs.enumerated() {
            let answer: PairLabel.Answer = place % 5 == 0 ? .unsure : place % 3 == 0 ? .noMatch : .match
            let explanation = try run.explain(pair.left, pair.right, model)
            labelled.append((PairLabel(pair.right, pair.left, answer), explanation))
        }
        let learnt = try model.learning(from: labelled)
        #expect(learnt != model)
        #expect(try model.learning(from: labelled.reversed()) == learnt)
        #expect(try LinkageModel(decoding: learnt.encoded) == learnt)
        #expect(try model.learning(from: []) == model)
        #expect(try model.learning(from: labelled.filter { $0.label.answer == .unsure }) == model)
    }
}
