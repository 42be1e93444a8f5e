import ComityCore
import ComityLinkage

/// `comity link curve`
enum LinkCurve: Command {
    static let name = "curve"
    static let summary = "shows precision, recall and F1 at every threshold, and whether probabilities are right"
    static let truth = Argument<String>.required(
        "truth", "COLUMN", "the column that says who a row really is; it is never compared")
    static let svg = Argument<String?>.option("svg", "FILE", "draw the curve", completion: .file)
    static let parameters =
        LinkageArguments.rows + [truth.parameter, svg.parameter] + LinkageArguments.run

    /// Pairs below are far from any threshold that one would choose.
    private static let leastProbability = 0.001

    static func run(_ call: Call) throws {
        let svgPath = try call[svg].map(OutputPath.init)
        var session = try LinkageSession.open(call, paths: LinkCommands.paths(call), truth: call[truth]) {
            $0.reviewProbability = leastProbability
        }
        call.console.stage("comparing \(session.input.rowCount) rows")
        let (pairs, _) = try session.link()
        let labels = session.input.truth(session.mode)
        let report = CurveReport(
            JudgedPair.judge(pairs, labels), truePairs: labels.truePairs, threshold: session.threshold)
        try svgPath?.write(Array(CurveDrawing(report).text.utf8))
        call.console.value(report.json)
        report.lines.forEach { call.console.line($0) }
    }
}
