import ComityCore
import ComityNode

/// Where a command writes: results on standard output, everything else on standard error.
///
/// Invariant: under `--json` standard output holds JSON only, one value on each line.
final class Console {
    typealias Sink = (String) -> Delivery

    let isJSON: Bool
    private let output: Sink
    private let errors: Sink
    /// Whether standard error is a terminal, so that a line on it may be rewritten.
    private let rewritesErrors: Bool
    private var progressWidthCharacters = 0
    /// What became of the last output; once it was not taken there is no more.
    private var delivery = Delivery.taken

    init(isJSON: Bool, rewritesErrors: Bool, output: @escaping Sink, errors: @escaping Sink) {
        self.isJSON = isJSON
        self.rewritesErrors = rewritesErrors
        self.output = output
        self.errors = errors
    }

    /// False once the reader of standard output has gone, or it is lost: a command may stop early.
    var isWanted: Bool { delivery == .taken }

    /// - Throws: exit 73 if a result could not be written.
    func checkOutput() throws(ControlFailure) {
        guard case .failed(let reason) = delivery else { return }
        throw ControlFailure("cannot-write", "cannot write to standard output: \(reason)", exit: .cannotWrite)
    }

    /// A result for people; nothing under `--json`. Control characters in `line` are replaced.
    func line(_ line: String = "") {
        guard !isJSON else { return }
        raw(Prose.printable(line) + "\n")
    }

    /// A result for programs; nothing without `--json`.
    func value(_ value: JSONValue) {
        guard isJSON else { return }
        raw(value.text + "\n")
    }

    /// Bytes of a document that was asked for (a template, a card), whatever the mode.
    func raw(_ text: String) {
        clearProgress()
        if isWanted { delivery = output(text) }
    }

    /// A remark on standard error.
    func note(_ line: String) {
        clearProgress()
        _ = errors(Prose.printable(line) + "\n")
    }

    /// One error line and its hints, on standard error.
    func failure(_ reason: String, hints: [String]) {
        note("error: \(reason)")
        for hint in hints { note("  hint: \(hint)") }
    }

    /// How far long work has come; shown on a terminal only, on one line that the next output replaces.
    func progress(done: Int64, total: Int64?, label: String) {
        guard rewritesErrors else { return }
        let line = Prose.printable(total.map { "\(label): \(done) of \($0)" } ?? "\(label): \(done)")
        _ = errors("\r" + Prose.padded(line, to: progressWidthCharacters))
        progressWidthCharacters = line.count
    }

    /// What long work does now; shown as ``progress(done:total:label:)`` is.
    func stage(_ label: String) {
        guard rewritesErrors else { return }
        let line = Prose.printable(label)
        _ = errors("\r" + Prose.padded(line, to: progressWidthCharacters))
        progressWidthCharacters = line.count
    }

    private func clearProgress() {
        guard progressWidthCharacters > 0 else { return }
        _ = errors("\r" + String(repeating: " ", count: progressWidthCharacters) + "\r")
        progressWidthCharacters = 0
    }
}
