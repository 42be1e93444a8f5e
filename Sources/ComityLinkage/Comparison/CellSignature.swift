/// 32 bits of a cell from which most pairs of different cells are seen to disagree, several comparisons at a time and
/// without a look at their bytes. It never changes a level; Specs/linkage-model.md#levels knows nothing of it.
///
/// The highest bit says that the others mean something: of a cell of one value of ASCII. The rest counts bytes in
/// unary, three bits for each of ten groups, so that the bits in which two differ are at most those that edits change:
/// two for each.
package enum CellSignature {
    /// What must hold of two signatures, beside their highest bits, for the last level.
    package struct Test: BitwiseCopyable, Sendable {
        /// Bits of which more than `most` must differ.
        package let counted: UInt32
        package let most: Int32
        /// Bits of which one must differ; none if 0.
        package let different: UInt32
        /// Whether each must have a bit that the other lacks.
        package let isApart: Bool
    }

    static let isMeant: UInt32 = 0x8000_0000
    private static let all: UInt32 = 0x7FFF_FFFF
    /// Of e-mail addresses: parities of bytes, and above them a hash of what is before the at sign.
    private static let parities: UInt32 = 0x000F_FFFF
    private static let mailbox: UInt32 = all & ~parities
    /// Of postcodes: counts, and above them the first byte.
    private static let postcodeCounts: UInt32 = 0x07FF_FFFF
    private static let firstByte: UInt32 = all & ~postcodeCounts
    /// No two signatures differ by more.
    private static let never: Int32 = 32

    /// Complexity: O(1).
    package static func test(_ kind: ComparisonKind) -> Test {
        switch kind {
        case .identifier: Test(counted: all, most: 4, different: 0, isApart: true)
        case .number: Test(counted: all, most: 2, different: 0, isApart: false)
        case .postcode: Test(counted: postcodeCounts, most: 2, different: firstByte, isApart: false)
        case .email: Test(counted: parities, most: 4, different: mailbox, isApart: false)
        case .code: Test(counted: 0, most: -1, different: 0, isApart: false)
        case .givenName, .name, .fullName, .organisation, .date, .text, .set:
            Test(counted: 0, most: never, different: 0, isApart: false)
        }
    }

    /// Whether signatures of a kind can say anything.
    static func exists(_ kind: ComparisonKind) -> Bool { kind == .date || test(kind).most < never }

    /// True only if two different cells with these signatures have the last level of the kind. Symmetric.
    package static func differ(_ one: UInt32, _ other: UInt32, _ kind: ComparisonKind) -> Bool {
        let test = test(kind)
        let differing = one ^ other
        guard one & other & isMeant != 0, (differing & test.counted).nonzeroBitCount > test.most else { return false }
        guard test.different == 0 || differing & test.different != 0 else { return false }
        return !test.isApart || (one & ~other != 0 && other & ~one != 0)
    }

    /// The signature of a cell; 0 if it says nothing. Of dates it is ``date(_:)``. Complexity: O(bytes).
    package static func signature(_ cell: UnsafeBufferPointer<UInt8>, _ kind: ComparisonKind) -> UInt32 {
        switch kind {
        case .date: return date(cell)
        case .code: return isPlain(cell) ? isMeant : 0
        case .identifier: return isPlain(cell) ? identifier(cell) : 0
        case .number: return isPlain(cell) ? isMeant | counts(cell, groups: 10) : 0
        case .postcode:
            return isPlain(cell) ? isMeant | counts(cell, groups: 9) | UInt32(cell[0] & 0xF) << 27 : 0
        case .email: return isPlain(cell) ? email(cell) : 0
        case .givenName, .name, .fullName, .organisation, .text, .set: return 0
        }
    }

    /// One value, all of ASCII.
    private static func isPlain(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        !cell.isEmpty && cell.allSatisfy { $0 < 0x80 && $0 != Standardisation.separator }
    }

    /// Eight digits, four bits each, if year, month and day are known and the year was written in full; else 0.
    static func date(_ cell: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard cell.count == 8 else { return 0 }
        var digits: UInt32 = 0
        for byte in cell {
            guard byte &- 0x30 < 10 else { return 0 }
            digits = digits << 4 | UInt32(byte &- 0x30)
        }
        let isComplete = digits >> 24 != 0 && digits & 0xFF00 != 0 && digits & 0xFF != 0
        return isComplete ? digits : 0
    }

    /// Nothing if it has one of the letters that ``Misreads`` read as two.
    private static func identifier(_ cell: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let isSure = cell.allSatisfy { $0 != 0x6D && $0 != 0x77 && $0 != 0x64 }
        return isSure ? isMeant | counts(cell, groups: 10) : 0
    }

    private static func counts(_ cell: UnsafeBufferPointer<UInt8>, groups: UInt8) -> UInt32 {
        var counts: UInt32 = 0
        for byte in cell {
            let place = UInt32(group(byte, groups)) * 3
            let count = counts &>> place & 0b111
            counts |= ((count << 1 | 1) & 0b111) << place
        }
        return counts
    }

    /// Bytes that are misread for one another are of one group.
    private static func group(_ byte: UInt8, _ groups: UInt8) -> UInt8 {
        switch byte {
        case 0x30...0x39: (byte &- 0x30) % groups
        case 0x6F: 0
        case 0x69, 0x6C: 1
        case 0x7A: 2
        case 0x73: 5
        case 0x62: 8
        case 0x67, 0x71: 9 % groups
        default: byte % groups
        }
    }

    private static func email(_ cell: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var parities: UInt32 = 0
        var hash: UInt32 = 0
        var isMailbox = true
        for byte in cell {
            parities ^= 1 << UInt32(byte % 20)
            if byte == 0x40 { isMailbox = false }
            if isMailbox, Words.isWordByte(byte) { hash = (hash ^ UInt32(byte)) &* 0x9E37_79B1 }
        }
        return isMeant | parities | (hash >> 21) << 20
    }
}
