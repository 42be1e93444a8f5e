import ComityCore
import ComityLinkage
import ComityRecords
import ComityNode
import ComityServer
import Glibc

/// One run of a `link` command up to the model: files read, rules chosen, a model learnt or taken.
struct LinkageSession: ~Copyable {
    let input: LinkageInput
    let mode: LinkageMode
    let options: LinkageOptions
    private(set) var model: LinkageModel
    private(set) var run: LinkageRun
    private(set) var times: StageTimes

    /// - Parameters:
    ///   - paths: one file or two.
    ///   - truth: the column that says who a row really is.
    ///   - learnsLabels: whether `--labels` improves the model at once.
    /// - Throws: exit 64 for a mode that does not fit the files, 65 for anything in them.
    static func open(
        _ call: Call, paths: [String], truth: String? = nil, learnsLabels: Bool = true,
        adjust: (inout LinkageOptions) -> Void = { _ in }
    ) throws(ControlFailure) -> LinkageSession {
        let given = try call[LinkageArguments.model].map { (path) throws(ControlFailure) in try ModelFile.read(path) }
        let labels = try (learnsLabels ? call[LinkageArguments.labels] : nil).map { (path) throws(ControlFailure) in
            try LabelBook(path)
        }
        var times = StageTimes()
        var (input, options) = try read(call, paths: paths, model: given, truth: truth)
        times.end(.read)
        options.threshold = call[LinkageArguments.threshold].weight
        options.assignment = call[LinkageArguments.oneToOne].assignment
        options.threads = threads(call)
        adjust(&options)
        var session = try learnt(input, options, given, times, call.console)
        if let labels {
            let missing = try session.learn(labels)
            if missing > 0 {
                call.console.note("\(Prose.count(Int64(missing), "label")) of rows that are not here")
            }
        }
        return session
    }

    /// The rows of the files, and how they are linked as far as mode and threads say. Says on standard error what
    /// became of columns and which rows stay out.
    /// - Throws: as ``open(_:paths:truth:learnsLabels:adjust:)``.
    static func read(
        _ call: Call, paths: [String], model: LinkageModel? = nil, truth: String? = nil
    ) throws(ControlFailure) -> (input: LinkageInput, options: LinkageOptions) {
        var options = LinkageOptions(mode: try mode(call[LinkageArguments.mode], paths))
        options.threads = threads(call)
        call.console.stage("reading")
        let input = try LinkageInput(
            paths, fields: call[LinkageArguments.fields], model: model, truth: truth, threads: options.threads)
        report(input, call.console)
        return (input, options)
    }

    /// The session of rows that are read: with the model that is given, else one that is learnt from them.
    private static func learnt(
        _ input: LinkageInput, _ options: LinkageOptions, _ given: LinkageModel?, _ before: StageTimes,
        _ console: Console
    ) throws(ControlFailure) -> LinkageSession {
        var times = before
        do throws(LinkageError) {
            console.stage("choosing blocking rules")
            var run = try LinkageRun(input.table, options)
            times.end(.block)
            console.stage("learning from \(input.rowCount) rows")
            let model: LinkageModel
            if let given { model = given } else { model = try run.train() }
            times.end(.train)
            return LinkageSession(
                input: input, mode: options.mode, options: options, model: model, run: run, times: times)
        } catch {
            throw ControlFailure(error)
        }
    }

    /// Moves the model towards the answers of a review.
    /// - Returns: how many labels are of rows that are not in the files.
    @discardableResult
    mutating func learn(_ book: LabelBook) throws(ControlFailure) -> Int {
        let (labels, missing) = book.labels(input)
        do throws(LinkageError) {
            var labelled: [(label: PairLabel, explanation: PairExplanation)] = []
            for label in labels { labelled.append((label, try run.explain(label.left, label.right, model))) }
            model = try model.learning(from: labelled)
            model = try model.with(threshold: options.threshold ?? run.chooseThreshold(model))
        } catch {
            throw ControlFailure(error)
        }
        times.end(.train)
        return missing
    }

    /// Scores the candidate pairs, and clusters them.
    mutating func link() throws(ControlFailure) -> (pairs: [ScoredPair], clusters: [[UInt64]]) {
        do throws(LinkageError) {
            let pairs = try run.score(model)
            times.end(.score)
            let clusters = run.cluster(pairs, model)
            times.end(.cluster)
            return (pairs, clusters)
        } catch {
            throw ControlFailure(error)
        }
    }

    /// Candidate pairs that are the same person. Complexity: O(candidate pairs).
    mutating func trueCandidates(_ truth: TruthLabels) -> Int { run.trueCandidates(truth, model) }

    mutating func explain(_ one: UInt64, _ other: UInt64) throws(LinkageError) -> PairExplanation {
        try run.explain(one, other, model)
    }

    /// How many threads work: as many as there are cores, unless the user says otherwise.
    private static func threads(_ call: Call) -> Int {
        call[LinkageArguments.threads]?.count ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }

    private static func mode(_ wanted: LinkageMode?, _ paths: [String]) throws(ControlFailure) -> LinkageMode {
        guard let wanted else { return paths.count > 1 ? .link : .dedupe }
        guard wanted != .link || paths.count > 1 else {
            throw ControlFailure("usage", "`--mode link` needs two files", exit: .usage)
        }
        return wanted
    }

    /// How many refused rows people see one by one.
    private static let shownProblems = 20

    /// Says what became of columns, and which rows stay out.
    private static func report(_ input: LinkageInput, _ console: Console) {
        input.mapping.remarks.forEach(console.note)
        for (file, problems) in zip(input.files, input.problems) {
            for problem in problems.sorted(by: { $0.line < $1.line }).prefix(shownProblems) {
                let column = problem.column.map { ", column `\($0)`" } ?? ""
                console.note("`\(file.path)`: line \(problem.line)\(column): not linked: \(problem.reason)")
            }
            let more = problems.count - shownProblems
            if more > 0 { console.note("`\(file.path)`: and \(Prose.count(Int64(more), "more row")) not linked") }
        }
    }
}
