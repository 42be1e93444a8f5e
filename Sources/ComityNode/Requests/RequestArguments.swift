import ComityCore

/// The arguments of a control request, read with errors that a person understands.
struct RequestArguments {
    private let value: CBORValue

    init(_ value: CBORValue) { self.value = value }

    func text(_ key: String) throws -> String {
        guard let text = try optionalText(key) else { throw missing(key) }
        return text
    }

    func optionalText(_ key: String) throws -> String? {
        try read(key, as: "text") { $0.textValue }
    }

    func integer(_ key: String) throws -> Int64 {
        guard let number = try optionalInteger(key) else { throw missing(key) }
        return number
    }

    func optionalInteger(_ key: String) throws -> Int64? {
        try read(key, as: "a number") { $0.integerValue }
    }

    func bytes(_ key: String) throws -> [UInt8] {
        guard let bytes = try optionalBytes(key) else { throw missing(key) }
        return bytes
    }

    func optionalBytes(_ key: String) throws -> [UInt8]? {
        try read(key, as: "bytes") { $0.bytesValue }
    }

    func flag(_ key: String) throws -> Bool {
        try read(key, as: "true or false") { $0.booleanValue } ?? false
    }

    func list(_ key: String) throws -> [CBORValue] {
        try read(key, as: "a list") { $0.arrayValue } ?? []
    }

    func texts(_ key: String) throws -> [String] {
        try list(key).map { item in
            guard let text = item.textValue else { throw mistyped(key, "a list of texts") }
            return text
        }
    }

    /// A list of `[path, value]`.
    func settings(_ key: String) throws -> [(path: String, value: String)] {
        try list(key).map { item in
            guard let pair = item.arrayValue, pair.count == 2, let path = pair[0].textValue,
                let text = pair[1].textValue
            else { throw mistyped(key, "a list of [path, value]") }
            return (path, text)
        }
    }

    private func read<Kind>(_ key: String, as noun: String, _ cast: (CBORValue) -> Kind?) throws -> Kind? {
        guard let item = value[.text(key)], item != .null else { return nil }
        guard let result = cast(item) else { throw mistyped(key, noun) }
        return result
    }

    private func missing(_ key: String) -> NodeError { NodeError(.invalid, "the request lacks `\(key)`") }

    private func mistyped(_ key: String, _ noun: String) -> NodeError {
        NodeError(.invalid, "`\(key)` of the request is not \(noun)")
    }
}

extension CBORValue {
    /// A map with text keys; entries without a value are left out.
    static func object(_ pairs: [(String, CBORValue?)]) -> CBORValue {
        .map(pairs.compactMap { key, value in value.map { CBORPair(.text(key), $0) } })
    }

    static func texts(_ texts: [String]) -> CBORValue { .array(texts.map { .text($0) }) }
    static func count(_ number: some BinaryInteger) -> CBORValue { .integer(Int64(clamping: number)) }
    static func time(_ time: Timestamp) -> CBORValue { .integer(time.milliseconds) }
}
