package import ComityCore

/// One thing that a person asks of a node, through the control socket or in the same process.
///
/// Specs/control.md#requests lists the names, their arguments and what they answer.
package struct ControlRequest: Hashable, Sendable {
    package let name: String
    /// A map with text keys.
    package let arguments: CBORValue
    /// Why the person asks, where an agreement or a habit demands it.
    package let purpose: String?
    package let caseNumber: String?
    /// The person's account name on this machine; it never leaves the agency.
    package let user: String

    package init(
        _ name: String, _ arguments: CBORValue = [:], purpose: String? = nil, caseNumber: String? = nil,
        user: String
    ) {
        self.name = name
        self.arguments = arguments
        self.purpose = purpose
        self.caseNumber = caseNumber
        self.user = user
    }
}

extension ControlRequest {
    /// The frame's payload. Specs/control.md#frames
    package var encoded: [UInt8] {
        var pairs: [CBORPair] = [
            CBORPair("request", .text(name)), CBORPair("arguments", arguments), CBORPair("user", .text(user)),
        ]
        if let purpose { pairs.append(CBORPair("purpose", .text(purpose))) }
        if let caseNumber { pairs.append(CBORPair("case", .text(caseNumber))) }
        return CBORValue.map(pairs).encoded
    }

    /// - Throws: `unexpected-cbor` if a key is missing, unknown or of another type.
    package init(decoding bytes: [UInt8]) throws(CoreError) {
        let value = try CBORValue(decoding: bytes)
        guard let pairs = value.mapValue, let name = value["request"]?.textValue, let arguments = value["arguments"],
            let user = value["user"]?.textValue, arguments.hasTextKeys
        else { throw CoreError(.unexpectedCBOR, "a control request needs request, arguments and user") }
        let known: Set<CBORValue> = ["request", "arguments", "user", "purpose", "case"]
        for pair in pairs where !known.contains(pair.key) || (pair.key != "arguments" && pair.value.textValue == nil) {
            throw CoreError(.unexpectedCBOR, "a control request has an unknown key or a value that is not text")
        }
        self.init(
            name, arguments, purpose: value["purpose"]?.textValue, caseNumber: value["case"]?.textValue, user: user)
    }
}

extension CBORValue {
    fileprivate var hasTextKeys: Bool { mapValue?.allSatisfy { $0.key.textValue != nil } ?? false }
}
