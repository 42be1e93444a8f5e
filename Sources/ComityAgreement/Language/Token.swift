/// A lexical unit of the agreement language. Specs/agreement.md#lexical
struct Token: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// A keyword, name, field path, number, date or period: which one depends on the place.
        case word(String)
        /// A text in quotes, escapes resolved.
        case string(String)
        case symbol(String)
        case end
    }

    let kind: Kind
    let position: SourcePosition

    func isWord(_ text: String) -> Bool { kind == .word(text) }
    func isSymbol(_ text: String) -> Bool { kind == .symbol(text) }

    /// How messages name it.
    var spelled: String {
        switch kind {
        case .word(let text), .symbol(let text): "`\(text)`"
        case .string(let text): "\"\(text.prefix(40))\""
        case .end: "the end of the text"
        }
    }
}
