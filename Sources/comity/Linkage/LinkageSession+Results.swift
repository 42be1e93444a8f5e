import ComityLinkage
import ComityNode

extension LinkageSession {
    /// In bits: what the user chose, else the model's.
    var threshold: Double { options.threshold ?? model.threshold }

    /// Why two rows score as they do, with their texts.
    mutating func waterfall(_ one: UInt64, _ other: UInt64, _ texts: RowTexts) throws(ControlFailure) -> Waterfall {
        do throws(LinkageError) {
            return Waterfall(
                try explain(one, other), texts, input.names, (one, other), threshold: threshold,
                reviewProbability: options.reviewProbability)
        } catch {
            throw ControlFailure(error)
        }
    }

    /// The result of ``link()`` against the truth column.
    mutating func evaluation(_ pairs: [ScoredPair], _ clusters: [[UInt64]]) -> TruthEvaluation {
        let truth = input.truth(mode)
        return TruthEvaluation(truth, pairs: pairs, clusters: clusters, trueCandidates: trueCandidates(truth))
    }
}
