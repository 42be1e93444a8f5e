/// Linking a table in one call. Specs/linkage-model.md#run
package enum Linkage {
    package struct Result: Sendable {
        package let model: LinkageModel
        /// By keys.
        package let pairs: [ScoredPair]
        package let clusters: [[UInt64]]
        package let rules: [LinkageRun.RuleFigure]
        package let pairsScored: Int
    }

    /// Trains unless a model is given, scores and clusters.
    /// - Throws: what the steps of ``LinkageRun`` throw.
    package static func link(
        _ table: LinkageTable, options: LinkageOptions, model given: LinkageModel? = nil
    ) throws(LinkageError) -> Result {
        var run = try LinkageRun(table, options)
        let model: LinkageModel
        if let given { model = given } else { model = try run.train() }
        let pairs = try run.score(model)
        let clusters = run.cluster(pairs, model)
        return Result(
            model: model, pairs: pairs, clusters: clusters, rules: run.ruleFigures, pairsScored: run.pairsScored)
    }

    /// - Throws: what ``LinkageRun/train()`` throws.
    package static func train(_ table: LinkageTable, options: LinkageOptions) throws(LinkageError) -> LinkageModel {
        var run = try LinkageRun(table, options)
        return try run.train()
    }
}
