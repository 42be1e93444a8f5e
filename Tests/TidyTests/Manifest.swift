/// The targets of `Package.swift`, read as text: a test cannot import the manifest.
struct Manifest {
    struct Target: Equatable {
        enum Kind: String { case room, tool, tests, systemLibrary, other }

        let name: String
        let kind: Kind
        let dependencies: [String]
    }

    let targets: [Target]

    /// Understands `room("X", [...])`, `tool(...)`, `tests(...)`, `.systemLibrary(name: ...)` and
    /// `.target(name: ..., dependencies: [...])`.
    init(_ text: String) {
        targets = text.matches(of: Self.call).compactMap { match in
            let kind = Target.Kind(rawValue: String(match.output.1)) ?? .other
            let body = Self.body(of: text[match.range.upperBound...])
            let list = kind == .systemLibrary ? "" : Self.dependencyList(body, kind)
            return Target(
                name: String(match.output.2), kind: kind,
                dependencies: list.matches(of: Self.literal).map { String($0.output.1) })
        }
    }

    func target(_ name: String) -> Target? { targets.first { $0.name == name } }

    /// What follows up to the closing parenthesis of the call.
    private static func body(of text: Substring) -> Substring {
        var depth = 1
        var end = text.startIndex
        while end < text.endIndex {
            if text[end] == "(" { depth += 1 }
            if text[end] == ")" { depth -= 1 }
            if depth == 0 { break }
            end = text.index(after: end)
        }
        return text[..<end]
    }

    /// The text between the brackets of the dependency list; the first list of the short forms.
    private static func dependencyList(_ body: Substring, _ kind: Target.Kind) -> Substring {
        var body = body
        if kind == .other {
            guard let label = body.firstRange(of: "dependencies:") else { return "" }
            body = body[label.upperBound...]
        }
        guard let open = body.firstIndex(of: "["), let close = body[open...].firstIndex(of: "]") else { return "" }
        return body[body.index(after: open)..<close]
    }

    private nonisolated(unsafe) static let call =
        /\b(room|tool|tests|systemLibrary|target|executableTarget|testTarget)\(\s*(?:name:\s*)?"([\w-]+)"/
    private nonisolated(unsafe) static let literal = /"([\w-]+)"/
}
