package import ComityCore

/// One frame of an answer: any number of rows and progress notes, then one result or one failure.
///
/// Specs/control.md#replies
package enum ControlReply: Equatable, Sendable {
    case row(CBORValue)
    /// `total` is nil while it is not known.
    case progress(done: Int64, total: Int64?, label: String)
    /// The end: a map with text keys.
    case result(CBORValue)
    case failure(ControlFailure)
}

extension ControlReply {
    package var encoded: [UInt8] {
        switch self {
        case .row(let value): CBORValue.map([CBORPair("row", value)]).encoded
        case .progress(let done, let total, let label):
            (["progress": [.integer(done), total.map { .integer($0) } ?? .null, .text(label)]] as CBORValue).encoded
        case .result(let value): CBORValue.map([CBORPair("result", value)]).encoded
        case .failure(let failure): CBORValue.map([CBORPair("error", Self.value(of: failure))]).encoded
        }
    }

    /// - Throws: `unexpected-cbor` if the map has not exactly one of the four keys, or holds something else in it.
    package init(decoding bytes: [UInt8]) throws(CoreError) {
        guard let pairs = try CBORValue(decoding: bytes).mapValue, pairs.count == 1, let key = pairs[0].key.textValue
        else { throw CoreError(.unexpectedCBOR, "a control reply is a map of one entry") }
        let value = pairs[0].value
        switch key {
        case "row": self = .row(value)
        case "result": self = .result(value)
        case "progress": self = try Self.progress(value)
        case "error": self = .failure(try Self.failure(value))
        default: throw CoreError(.unexpectedCBOR, "a control reply has no entry `\(key.prefix(40))`")
        }
    }

    private static func progress(_ value: CBORValue) throws(CoreError) -> ControlReply {
        guard let items = value.arrayValue, items.count == 3, let done = items[0].integerValue,
            items[1] == .null || items[1].integerValue != nil, let label = items[2].textValue
        else { throw CoreError(.unexpectedCBOR, "progress is [done, total or null, label]") }
        return .progress(done: done, total: items[1].integerValue, label: label)
    }

    private static func value(of failure: ControlFailure) -> CBORValue {
        [
            "code": .text(failure.code), "reason": .text(failure.reason),
            "hints": .array(failure.hints.map { .text($0) }), "exit": .integer(Int64(failure.exit.rawValue)),
        ]
    }

    private static func failure(_ value: CBORValue) throws(CoreError) -> ControlFailure {
        guard let code = value["code"]?.textValue, let reason = value["reason"]?.textValue,
            let hints = value["hints"]?.arrayValue, let number = value["exit"]?.integerValue,
            let exit = Int32(exactly: number).flatMap(ExitCode.init), exit != .done
        else { throw CoreError(.unexpectedCBOR, "an error is a map of code, reason, hints and exit") }
        return ControlFailure(code, reason, hints: hints.compactMap(\.textValue), exit: exit)
    }
}
