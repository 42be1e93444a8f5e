internal import ComityCore

/// `HOST:PORT`: a name, an IPv4 address or an IPv6 address in brackets, and a port from 1 (0 where one listens: any).
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// Longest host name of the DNS, in bytes.
    private static let hostBytes = 253

    package let host: String
    package let port: UInt16

    /// - Throws: `malformed-address`, naming the input.
    package init(parsing text: String) throws(ServerError) {
        let malformed = ServerError(
            .malformedAddress, "`\(text.prefix(80))` is no address: write HOST:PORT or [IPv6]:PORT", family: .peer)
        guard let colon = text.lastIndex(of: ":") else { throw malformed }
        let digits = text[text.index(after: colon)...]
        guard let port = UInt16(digits), String(port) == digits else { throw malformed }
        var host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, host.utf8.count <= Self.hostBytes, host.contains(":") == isBracketed,
            host.utf8.allSatisfy(Self.isAllowed)
        else { throw malformed }
        self.host = String(host)
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._:%".utf8.contains(byte)
        }
    }
}
