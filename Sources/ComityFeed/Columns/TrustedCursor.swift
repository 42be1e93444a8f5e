/// Walks canonical CBOR that this program wrote or has strictly decoded. Never point it at a peer's bytes.
struct TrustedCursor {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func head() -> (kind: ColumnNode.Kind, argument: UInt64) {
        let initial = bytes[position]
        position += 1
        let kind: ColumnNode.Kind =
            switch initial >> 5 {
            case 0: .unsigned
            case 1: .negative
            case 2: .bytes
            case 3: .text
            case 4: .array
            case 5: .map
            case 6: .tag
            default: initial == 0xF4 ? .false : (initial == 0xF5 ? .true : .null)
            }
        let additional = initial & 0x1F
        guard initial >> 5 != 7, additional >= 24 else { return (kind, UInt64(additional)) }
        let width = 1 << Int(additional - 24)
        var argument: UInt64 = 0
        for offset in 0..<width { argument = argument << 8 | UInt64(bytes[position + offset]) }
        position += width
        return (kind, argument)
    }

    mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// The encoded bytes of the next item, which is consumed.
    mutating func item() -> UnsafeRawBufferPointer {
        let start = position
        skipItem()
        return UnsafeRawBufferPointer(rebasing: bytes[start..<position])
    }

    mutating func skipItem() {
        let (kind, argument) = head()
        switch kind {
        case .bytes, .text: position += Int(argument)
        case .array: for _ in 0..<argument { skipItem() }
        case .map: for _ in 0..<2 * argument { skipItem() }
        case .tag: skipItem()
        case .unsigned, .negative, .false, .true, .null: break
        }
    }
}
