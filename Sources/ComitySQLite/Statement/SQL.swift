/// One SQL statement and its name. Error messages and profiles show the name, never bound values.
///
/// Write it as a literal, so that the connection's cache finds it by address: `SQL("feed.append", "INSERT …")`.
package struct SQL: Sendable {
    enum Source: Sendable {
        case literal(name: StaticString, text: StaticString)
        case built(name: String, text: String)
    }

    let source: Source

    /// A statement whose text is fixed in the program.
    package init(_ name: StaticString, _ text: StaticString) { source = .literal(name: name, text: text) }

    /// A statement put together while running. Never put values into the text: bind them.
    package init(name: String, building text: String) { source = .built(name: name, text: text) }

    package var name: String {
        switch source {
        case .literal(let name, _): name.description
        case .built(let name, _): name
        }
    }

    package var text: String {
        switch source {
        case .literal(_, let text): text.description
        case .built(_, let text): text
        }
    }
}

extension SQL: ExpressibleByStringLiteral {
    /// A statement that is its own name.
    package init(stringLiteral text: StaticString) { self.init(text, text) }
}
