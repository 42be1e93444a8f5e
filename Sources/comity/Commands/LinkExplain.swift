import ComityCore
import ComityLinkage
import ComityNode

/// `comity link explain`
enum LinkExplain: Command {
    static let name = "explain"
    static let summary = "shows what each field adds to the score of two rows, in bits of evidence"
    static let discussion = """
        Prior and field weights add up to the score exactly, in the order shown; each further bit doubles the odds \
        that both rows are the same person. An id that stands in both files is written `a:ID` or `b:ID`.
        """
    static let left = Argument<String>.positional("ID1", "one row")
    static let right = Argument<String>.positional("ID2", "another row")
    static let files = Argument<[String]>.positionals("FILE", "the file of the rows, or both", completion: .file)
    static let svg = Argument<String?>.option("svg", "FILE", "draw it as a waterfall", completion: .file)
    static let parameters =
        [
            left.parameter, right.parameter, files.parameter, LinkageArguments.fields.parameter,
            LinkageArguments.mode.parameter, svg.parameter,
        ] + LinkageArguments.run

    static func run(_ call: Call) throws {
        guard call[files].count <= 2 else {
            throw ControlFailure("usage", "`comity link explain` takes at most two files", exit: .usage)
        }
        let svgPath = try call[svg].map(OutputPath.init)
        var session = try LinkageSession.open(call, paths: call[files])
        let one = try session.input.key(call[left])
        let other = try session.input.key(call[right])
        guard one != other else {
            throw ControlFailure("usage", "`\(call[left])` and `\(call[right])` are one row", exit: .usage)
        }
        let waterfall = try session.waterfall(one, other, RowTexts(session.input, keys: [one, other]))
        try svgPath?.write(Array(WaterfallDrawing(waterfall).text.utf8))
        call.console.value(waterfall.json)
        waterfall.lines.forEach { call.console.line($0) }
    }
}
