/// Appends deterministic CBOR (RFC 8949 section 4.2.1) to a byte buffer. Specs/cbor.md
///
/// The caller of ``map(count:)`` writes keys in ascending order of their encoded bytes; ``write(_:)`` sorts by itself.
package struct CBORWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(reservingBytes capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    package mutating func integer(_ value: Int64) {
        if value >= 0 { head(0, UInt64(value)) } else { head(1, UInt64(bitPattern: ~value)) }
    }

    /// - Precondition: `value` fits Int64, the range of this subset.
    package mutating func unsigned(_ value: UInt64) {
        precondition(value <= UInt64(Int64.max), "integers of the subset fit Int64")
        head(0, value)
    }

    package mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            head(3, UInt64(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    /// A text whose UTF-8 the caller vouches for, or whose reader checks it.
    package mutating func textBytes(_ utf8: some Collection<UInt8>) {
        head(3, UInt64(utf8.count))
        bytes.append(contentsOf: utf8)
    }

    package mutating func byteString(_ value: some Collection<UInt8>) {
        head(2, UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    package mutating func digest(_ digest: Digest) {
        head(2, UInt64(Digest.lengthBytes))
        digest.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    package mutating func boolean(_ value: Bool) { bytes.append(value ? 0xF5 : 0xF4) }
    package mutating func null() { bytes.append(0xF6) }
    package mutating func array(count: Int) { head(4, UInt64(count)) }
    package mutating func map(count: Int) { head(5, UInt64(count)) }
    package mutating func tag(_ number: UInt64) { head(6, number) }

    /// Appends bytes that are already a deterministic encoding.
    package mutating func raw(_ encoded: some Collection<UInt8>) { bytes.append(contentsOf: encoded) }

    package mutating func write(_ value: CBORValue) {
        switch value {
        case .integer(let value): integer(value)
        case .bytes(let value): byteString(value)
        case .text(let value): text(value)
        case .array(let items):
            array(count: items.count)
            for item in items { write(item) }
        case .map(let pairs): writeSorted(pairs)
        case .tag(let number, let content):
            precondition(content.count == 1, "a tag holds one item")
            tag(number)
            write(content[0])
        case .boolean(let value): boolean(value)
        case .null: null()
        }
    }

    private mutating func writeSorted(_ pairs: [CBORPair]) {
        map(count: pairs.count)
        let encoded = pairs.map { (key: $0.key.encoded, value: $0.value) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (key, value) in encoded {
            raw(key)
            write(value)
        }
    }

    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        let type = major << 5
        switch argument {
        case 0..<24: bytes.append(type | UInt8(argument))
        case 24...0xFF:
            bytes.append(type | 24)
            bytes.append(UInt8(argument))
        case 0x100...0xFFFF: appendHead(type | 25, UInt16(argument))
        case 0x1_0000...0xFFFF_FFFF: appendHead(type | 26, UInt32(argument))
        default: appendHead(type | 27, argument)
        }
    }

    private mutating func appendHead(_ initial: UInt8, _ argument: some FixedWidthInteger) {
        bytes.append(initial)
        withUnsafeBytes(of: argument.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
