import ComityNode

extension Call {
    /// Asks the person at the terminal.
    /// - Throws: exit 1 unless the answer is yes; exit 64 if there is nobody to ask.
    func confirm(_ question: String, assumed isAssumed: Bool) throws(ControlFailure) {
        if isAssumed { return }
        guard environment.isInteractive else {
            throw ControlFailure(
                "usage", "nobody is there to confirm: \(question)", hints: ["add `--yes`"], exit: .usage)
        }
        console.note("\(question) [y/N]")
        guard let answer = StandardStreams.readAnswer(), ["y", "yes"].contains(answer.lowercased()) else {
            throw ControlFailure("no", "not confirmed", exit: .no)
        }
    }
}
