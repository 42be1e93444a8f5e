extension Agreement {
    /// Reads and checks an agreement text. Specs/agreement.md#grammar
    ///
    /// The agreement is there exactly if no diagnostic is an error. Diagnostics stand in the order of the text, at most
    /// ``AgreementLimit/diagnostics``. Complexity: O(text), and O(parties × clauses) in the worst case.
    /// - Parameter file: the name that diagnostics begin with.
    package static func parse(_ text: String, file: String) -> (agreement: Agreement?, diagnostics: [Diagnostic]) {
        parse(text, file: file, limitBytes: AgreementLimit.textBytes, suggests: true)
    }

    static func parse(
        _ text: String, file: String, limitBytes: Int, suggests: Bool
    ) -> (agreement: Agreement?, diagnostics: [Diagnostic]) {
        var checker = Checker(file: file, suggests: suggests)
        let start = SourcePosition(line: 1, column: 1)
        guard text.utf8.count <= limitBytes else {
            checker.error("the text is over the limit of \(limitBytes) bytes", at: start)
            return (nil, checker.diagnostics)
        }
        let (syntax, faults) = Parser.parse(text)
        for fault in faults { checker.error(fault.value, at: fault.position) }
        let agreement = syntax.flatMap { checker.check($0) }
        return (checker.hasErrors ? nil : agreement, checker.sorted)
    }
}
