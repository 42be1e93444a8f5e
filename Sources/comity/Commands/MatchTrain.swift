import ComityCore

/// `comity match train`
enum MatchTrain: Command {
    static let name = "train"
    static let summary = "learns from the records that are here how to weigh what agrees"
    static let discussion = """
        Nothing is trained by itself. With `--dry-run` the command only tells what would change. Taking a new model \
        over is recorded in the audit trail; decisions of people stay.
        """
    static let dryRun = Argument<Bool>.flag("dry-run", "only tell what would change")
    static let parameters = [dryRun.parameter]

    private static let counts = [
        Column("dry_run", .boolean), Column("rows", .integer), Column("threshold_before", .ppm),
        Column("threshold", .ppm), Column("pairs_appearing", .integer), Column("pairs_disappearing", .integer),
        Column("pairs_kept", .integer), Column("clusters_appearing", .integer),
        Column("clusters_disappearing", .integer),
    ]

    static func run(_ call: Call) throws {
        var changes: [CBORValue] = []
        let result = try call.node().ask("match.train", ["dry_run": .boolean(call[dryRun])]) { changes.append($0) }
        if call.console.isJSON {
            guard case .object(let fields) = counts.object(result) else { return }
            let rows = changes.map { change -> JSONValue in
                guard case .object(let pair) = MatchCommands.output(change) else { return .null }
                return .object([JSONMember("change", Column("change").output(change))] + pair)
            }
            call.console.value(.object(fields + [JSONMember("changes", .array(rows))]))
            return
        }
        var table = Table(
            titles: ["", "left", "record", "right", "record", "weight"],
            alignsRight: [false, false, false, false, false, true])
        for change in changes {
            let sides = ["left", "right"].flatMap { key in
                MatchCommands.side.map { $0.cell(change[.text(key)] ?? .null) }
            }
            table.append([Column("change").cell(change)] + sides + [Column("weight", .milli).cell(change)])
        }
        table.lines.forEach { call.console.line($0) }
        let cell = { (key: String) in Column(key, .integer).cell(result) }
        let threshold = { (key: String) in Column(key, .ppm).cell(result) }
        call.console.line("\(call[dryRun] ? "would learn" : "learnt") from \(cell("rows")) records")
        call.console.line(
            "pairs: \(cell("pairs_appearing")) appear, \(cell("pairs_disappearing")) disappear, "
                + "\(cell("pairs_kept")) stay")
        call.console.line(
            "clusters: \(cell("clusters_appearing")) appear, \(cell("clusters_disappearing")) disappear")
        call.console.line("threshold: \(threshold("threshold_before")) before, \(threshold("threshold")) now")
        if call[dryRun] { call.console.note("nothing has changed: without `--dry-run` it will") }
    }
}
