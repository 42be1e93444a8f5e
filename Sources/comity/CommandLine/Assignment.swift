/// `PATH=VALUE`: a field of a record and what it shall hold.
struct Assignment: ArgumentValue, Hashable {
    let path: String
    /// May be empty or hold further `=`.
    let value: String

    static var placeholder: String { "PATH=VALUE" }
    static var expectation: String { "a field and a value such as names.given=Ana" }

    static func reading(_ text: String) -> Assignment? {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
        return Assignment(path: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
    }
}
