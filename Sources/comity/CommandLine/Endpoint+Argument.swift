import ComityServer

extension Endpoint: ArgumentValue {
    static var placeholder: String { "HOST:PORT" }
    static var expectation: String { "a host and a port such as node.example.org:7400 or [2001:db8::1]:7400" }

    static func reading(_ text: String) -> Endpoint? {
        do { return try Endpoint(parsing: text) } catch { return nil }
    }
}
