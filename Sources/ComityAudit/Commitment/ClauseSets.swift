import ComityCore

/// The distinct clause sets of a list, in order of first use, and which of them each item has. Nearly every item of a
/// batch has the same set, so an item costs one byte.
struct ClauseSets: Hashable, Sendable {
    /// The most distinct sets in one list.
    static let limit = 65_535

    private(set) var sets: [[ClauseID]] = []
    private(set) var uses: [Int] = []
    private var numbers: [[ClauseID]: Int] = [:]

    init() {}

    /// - Precondition: the clauses are sorted and unique.
    mutating func append(_ clauses: [ClauseID]) {
        // The common case: as the item before.
        if let last = uses.last, sets[last] == clauses { return uses.append(last) }
        if let known = numbers[clauses] { return uses.append(known) }
        numbers[clauses] = sets.count
        uses.append(sets.count)
        sets.append(clauses)
    }

    subscript(item: Int) -> [ClauseID] { sets[uses[item]] }

    /// The sets as an array of arrays, then one number for each item as one byte string: unsigned LEB128.
    func write(to writer: inout CBORWriter) {
        writer.array(count: sets.count)
        for set in sets {
            writer.array(count: set.count)
            for clause in set { writer.text(clause.text) }
        }
        var column: [UInt8] = []
        column.reserveCapacity(uses.count)
        for use in uses { appendVarint(UInt64(use), to: &column) }
        writer.byteString(column)
    }

    init(from reader: inout CBORReader, count: Int) throws(CoreError) {
        let declared = try reader.array()
        guard declared <= Self.limit else { throw CoreError(.limitExceeded, "a list has at most \(Self.limit) sets") }
        var sets: [[ClauseID]] = []
        for _ in 0..<declared { sets.append(try Self.set(from: &reader)) }
        var column = try reader.byteSlice()
        for _ in 0..<count {
            let use = try takeVarint(from: &column)
            guard use < UInt64(sets.count) else {
                throw CoreError(.unexpectedCBOR, "an item has an unknown clause set")
            }
            append(sets[Int(use)])
        }
        guard column.isEmpty else { throw CoreError(.unexpectedCBOR, "more clause sets are used than there are items") }
        guard self.sets == sets else { throw CoreError(.nonCanonicalCBOR, "clause sets are not in order of first use") }
    }

    private static func set(from reader: inout CBORReader) throws(CoreError) -> [ClauseID] {
        let count = try reader.array()
        guard count <= AuditField.clauseLimit else {
            throw CoreError(.limitExceeded, "a set has at most \(AuditField.clauseLimit) clauses, not \(count)")
        }
        var clauses: [ClauseID] = []
        for _ in 0..<count { clauses.append(try ClauseID(try reader.text())) }
        guard areAscending(clauses) else { throw CoreError(.nonCanonicalCBOR, "clauses are not in ascending order") }
        return clauses
    }
}

/// Unsigned LEB128: 7 bits a byte, least significant first, no needless zero at the end.
func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
    }
    bytes.append(UInt8(rest))
}

func takeVarint(from bytes: inout ArraySlice<UInt8>) throws(CoreError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 63, by: 7) {
        guard let byte = bytes.popFirst() else { throw CoreError(.truncatedCBOR, "a column ends within a number") }
        value |= UInt64(byte & 0x7F) << shift
        guard byte & 0x80 == 0 else { continue }
        guard byte != 0 || shift == 0 else { throw CoreError(.nonCanonicalCBOR, "a number has a needless zero") }
        return value
    }
    throw CoreError(.limitExceeded, "a number of a column does not fit 63 bits")
}
