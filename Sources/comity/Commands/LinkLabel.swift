import ComityCore
import ComityLinkage
import ComityNode

/// `comity link label`
enum LinkLabel: Command {
    static let name = "label"
    static let summary = "asks a person about the pairs that tell most, and improves the model by the answers"
    static let discussion = """
        Keys: y the same person, n not, u cannot be told, z takes the last answer back, q ends. Every answer is \
        written to the label file at once; the review goes on there the next time. The pairs nearest to the threshold \
        come first, and pairs of a new kind before more of one kind.
        """
    static let labels = Argument<String>.required("labels", "FILE", "where the answers are kept", completion: .file)
    static let saveModel = Argument<String?>.option(
        "save-model", "OUT", "write the model as the answers improve it", completion: .file)
    static let parameters =
        LinkageArguments.rows + [labels.parameter, saveModel.parameter]
        + LinkageArguments.run.filter { $0.name != labels.parameter.name }

    /// Where a model is wrong about everything, what it thinks unlikely must be asked too.
    private static let leastProbability = 0.000_1

    static func run(_ call: Call) throws {
        guard call.environment.isInteractive else {
            throw ControlFailure(
                "usage", "`comity link label` asks at a terminal, and there is none",
                hints: ["write answers into the file and pass it to `comity link table --labels`"], exit: .usage)
        }
        let path = try OutputPath(call[labels]).path
        let modelPath = try call[saveModel].map(OutputPath.init)
        let book = Files.exists(path) ? try LabelBook(path) : LabelBook()
        var session = try LinkageSession.open(call, paths: LinkCommands.paths(call), learnsLabels: false) {
            $0.reviewProbability = leastProbability
        }
        call.console.stage("comparing \(session.input.rowCount) rows")
        let (pairs, _) = try session.link()
        let queue = ReviewQueue.order(pairs, threshold: session.threshold)
        var review = LabelReview(book, queue, names: session.input.names)
        try ask(&review, &session, path, call.console)
        if let modelPath {
            try session.learn(review.book)
            try ModelFile.write(session.model, to: modelPath)
        }
        report(review, call.console)
    }

    private static func ask(
        _ review: inout LabelReview, _ session: inout LinkageSession, _ path: String, _ console: Console
    ) throws(ControlFailure) {
        let texts = RowTexts(session.input, keys: Set(review.queue.flatMap { [$0.left, $0.right] }))
        let keys = KeyReader()
        var isShown = false
        while let pair = review.current {
            if !isShown { try show(pair, review, texts, &session, console) }
            isShown = true
            guard let key = LabelReview.Key(keys.next()) else { continue }
            switch key {
            case .answer(let answer):
                review.answer(answer)
                console.note(answer.rawValue)
            case .undo:
                guard review.undo() else { continue }
                console.note("taken back")
            case .quit: return
            }
            try Files.write(review.book.encoded, to: path, mode: 0o600)
            isShown = false
        }
        console.note("every pair has an answer")
    }

    /// The pair without its score: an answer must not follow it.
    private static func show(
        _ pair: ScoredPair, _ review: LabelReview, _ texts: RowTexts, _ session: inout LinkageSession,
        _ console: Console
    ) throws(ControlFailure) {
        let waterfall = try session.waterfall(pair.left, pair.right, texts)
        var table = Table(
            titles: ["field", waterfall.left.text, waterfall.right.text, ""],
            alignsRight: [false, false, false, false])
        for step in waterfall.steps where !(step.left.isEmpty && step.right.isEmpty) {
            table.append([step.name, step.left, step.right, step.part.level == 0 ? "" : step.part.levelName])
        }
        console.note("")
        console.note("pair \(review.answered + 1) of \(review.queue.count), \(review.book.count) answered")
        table.lines.forEach(console.note)
        console.note("the same person? y n u, z back, q end")
    }

    private static func report(_ review: LabelReview, _ console: Console) {
        let counts = PairLabel.Answer.allCases.map { answer in
            (answer, review.book.answers.values.count { $0 == answer })
        }
        let members = counts.map { answer, count in
            JSONMember(answer.rawValue.replacing("-", with: "_"), .integer(Int64(count)))
        }
        console.value(
            .object(
                [JSONMember("labels", .integer(Int64(review.book.count)))] + members
                    + [JSONMember("open", .integer(Int64(review.queue.count - review.answered)))]))
        console.line(
            "\(Prose.count(Int64(review.book.count), "label")): "
                + counts.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", "))
    }
}
