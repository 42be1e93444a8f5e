import ComityCore
import ComityLinkage
import ComityNode

/// `comity link table`
enum LinkTable: Command {
    static let name = "table"
    static let summary = "finds the rows of one file, or of two, that are the same person"
    static let discussion = """
        Learns without labels how much each agreement is worth, compares the rows that share a blocking key, and \
        decides. Results depend on the rows, the map and the model only: never on the order of lines or the number of \
        threads.
        """
    static let clusters = Argument<String?>.option(
        "clusters", "OUT.csv", "write `source,id,cluster` for every row", completion: .file)
    static let pairs = Argument<String?>.option(
        "pairs", "OUT.csv", "write every pair of a probability of 0.05 and more", completion: .file)
    static let saveModel = Argument<String?>.option(
        "save-model", "OUT", "write the model that was used", completion: .file)
    static let truth = Argument<String?>.option(
        "truth", "COLUMN", "measure the result against this column, which is never compared")
    static let parameters =
        LinkageArguments.rows + [clusters.parameter, pairs.parameter] + LinkageArguments.run
        + [saveModel.parameter, truth.parameter]

    static func run(_ call: Call) throws {
        let isOutputTaken = [clusters, pairs, saveModel].contains { call[$0] == "-" }
        guard !(isOutputTaken && call.console.isJSON) else {
            throw ControlFailure("usage", "`--json` and a result go to standard output both", exit: .usage)
        }
        let clustersPath = try call[clusters].map(OutputPath.init)
        let pairsPath = try call[pairs].map(OutputPath.init)
        let modelPath = try call[saveModel].map(OutputPath.init)
        try OutputPath.checkDistinct(
            [clustersPath, pairsPath, modelPath].compactMap { $0 }, inputs: LinkageArguments.inputs(call))
        var session = try LinkageSession.open(call, paths: LinkCommands.paths(call), truth: call[truth])
        call.console.stage("comparing \(session.input.rowCount) rows")
        let (found, groups) = try session.link()
        if session.run.ruleFigures.isEmpty, session.input.rowCount > 1 {
            call.console.note("no two rows share a blocking key, or too many do: nothing was compared")
        }
        let evaluation = call[truth] == nil ? nil : session.evaluation(found, groups)
        try clustersPath?.write(LinkageOutput.clusters(groups, session.input.names))
        try pairsPath?.write(LinkageOutput.pairs(found, session.input.names))
        if let modelPath { try ModelFile.write(session.model, to: modelPath) }
        let lines = report(session, found, groups, evaluation, call.console)
        lines.forEach { isOutputTaken ? call.console.note($0) : call.console.line($0) }
    }

    /// What the run found, for people; under `--json` it is printed and nothing is left to say.
    private static func report(
        _ session: borrowing LinkageSession, _ pairs: [ScoredPair], _ clusters: [[UInt64]],
        _ evaluation: TruthEvaluation?, _ console: Console
    ) -> [String] {
        let matches = pairs.count { $0.decision == .match }
        guard !console.isJSON else {
            console.value(json(session, matches: matches, review: pairs.count - matches, clusters, evaluation))
            return []
        }
        let lines = [
            "\(Prose.count(Int64(session.input.rowCount), "row")), "
                + "\(Prose.count(Int64(session.run.pairsScored), "pair")) compared under "
                + "\(Prose.count(Int64(session.run.ruleFigures.count), "rule")) in "
                + "\(Decimal.text(session.times.totalSeconds, places: 2)) s",
            "\(Prose.count(Int64(matches), "match", plural: "matches")) from a probability of "
                + "\(Decimal.text(Weight.probability(session.threshold), places: 3)) "
                + "(\(Decimal.text(session.threshold, places: 2)) bits), "
                + "\(Prose.count(Int64(clusters.count), "cluster")) of several rows; "
                + "\(Prose.count(Int64(pairs.count - matches), "pair")) to review",
        ]
        guard let evaluation else { return lines }
        return lines + table(evaluation).lines
            + ["pair completeness \(Decimal.text(evaluation.pairCompleteness, places: 4))"]
    }

    private static func json(
        _ session: borrowing LinkageSession, matches: Int, review: Int, _ clusters: [[UInt64]],
        _ evaluation: TruthEvaluation?
    ) -> JSONValue {
        var members = [
            JSONMember("rows", .integer(Int64(session.input.rowCount))),
            JSONMember("refused", .integer(Int64(session.input.refusedCount))),
            JSONMember("pairs_scored", .integer(Int64(session.run.pairsScored))),
            JSONMember("rules", .array(session.run.ruleFigures.map(rule))),
            JSONMember("matches", .integer(Int64(matches))),
            JSONMember("review", .integer(Int64(review))),
            JSONMember("clusters", .integer(Int64(clusters.count))),
            JSONMember("seconds", session.times.json),
            JSONMember("peak_rss_mib", .decimal(ProcessMemory.peakMiB)),
            JSONMember("threshold", .decimal(Weight.probability(session.threshold))),
        ]
        if let evaluation { members.append(JSONMember("truth", json(evaluation))) }
        return .object(members)
    }

    private static func rule(_ figure: LinkageRun.RuleFigure) -> JSONValue {
        ["rule": .string(figure.name), "pairs": .integer(Int64(figure.pairs))]
    }

    private static func json(_ evaluation: TruthEvaluation) -> JSONValue {
        [
            "pairwise": LinkCommands.json(evaluation.pairwise), "best": LinkCommands.json(evaluation.best),
            "bcubed": LinkCommands.json(evaluation.bcubed), "clusters": LinkCommands.json(evaluation.clusters),
            "pair_completeness": .decimal(evaluation.pairCompleteness),
            "pairs": .integer(Int64(evaluation.truePairs)),
            "calibration_error": .decimal(evaluation.calibrationError),
        ]
    }

    private static func table(_ evaluation: TruthEvaluation) -> Table {
        var table = Table(
            titles: ["measure", "precision", "recall", "f1"], alignsRight: [false, true, true, true])
        let rows = [
            ("pairwise", evaluation.pairwise), ("best threshold", evaluation.best), ("b-cubed", evaluation.bcubed),
            ("clusters", evaluation.clusters),
        ]
        for (name, quality) in rows {
            table.append(
                [name] + [quality.precision, quality.recall, quality.f1].map { Decimal.text($0, places: 4) })
        }
        return table
    }
}
