internal import ComityCore

extension NodeCard {
    /// Checks every rule of Specs/card.md#rules that needs no clock and no other card.
    /// - Throws: `malformed-card` naming the rule.
    package func check() throws(CryptoError) {
        try require(isOneLine(name, limitBytes: Self.nameLimitBytes), "the name is empty, too long or not one line")
        try require(AgencyID(jurisdiction) != nil, "`\(jurisdiction)` is no jurisdiction: use a-z, 0-9, `-`, `.`")
        try require(AgencyID(agencyClass) != nil, "`\(agencyClass)` is no class: use a-z, 0-9, `-`, `.`")
        try require(rootKey != nodeKey, "the node key is the root key")
        try require(endpoints.count <= Self.endpointLimit, "more than \(Self.endpointLimit) endpoints")
        try require(Set(endpoints).count == endpoints.count, "an endpoint stands twice")
        for endpoint in endpoints {
            try require(isEndpoint(endpoint), "`\(endpoint)` is no endpoint: write host:port")
        }
        try require(sequence >= 1 && sequence <= UInt64(Int64.max), "the sequence does not begin at 1")
        try require(issuedAt < expiresAt, "the card expires before it was issued")
        try checkRetired()
    }

    private func checkRetired() throws(CryptoError) {
        try require(retired.count <= Self.retiredLimit, "more than \(Self.retiredLimit) retired keys")
        let keys = [rootKey, nodeKey] + retired.map(\.key)
        try require(Set(keys).count == keys.count, "a key stands twice")
        try require(
            zip(retired, retired.dropFirst()).allSatisfy { $0.retiredAt <= $1.retiredAt },
            "retired keys are not in order of retirement")
        for key in retired {
            try require(key.retiredAt <= issuedAt, "a key is retired after the card was issued")
            try require(key.sizes.count <= RetiredKey.sizeLimit, "more than \(RetiredKey.sizeLimit) logs of one key")
            for (index, size) in key.sizes.enumerated() {
                try require(isOneLine(size.log, limitBytes: RetiredKey.logLimitBytes), "a log has no proper name")
                try require(size.size <= UInt64(Int64.max), "the size of a log is beyond any log")
                try require(index == 0 || key.sizes[index - 1].log != size.log, "a log stands twice")
            }
        }
    }

    private func require(_ holds: Bool, _ reason: String) throws(CryptoError) {
        guard holds else { throw CryptoError(.malformedCard, reason) }
    }
}

private func isOneLine(_ text: String, limitBytes: Int) -> Bool {
    !text.isEmpty && text.utf8.count <= limitBytes
        && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
}

/// Whether `text` is `host:port`, with an IPv6 address in brackets. Names are not resolved here.
private func isEndpoint(_ text: String) -> Bool {
    guard text.utf8.count <= 255, let colon = text.lastIndex(of: ":") else { return false }
    let host = text[..<colon].utf8
    let port = text[text.index(after: colon)...]
    guard let number = UInt16(port), number > 0, String(number) == port else { return false }
    if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
        return host.count > 3 && host.dropFirst().dropLast().allSatisfy { isHexDigit($0) || $0 == UInt8(ascii: ":") }
    }
    return !host.isEmpty && host.allSatisfy { isHostCharacter($0) }
}

private func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}

private func isHostCharacter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
}
