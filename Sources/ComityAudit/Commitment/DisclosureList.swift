package import ComityCore

/// What went out in one batch, or was appended in one step: for each leaf the handle and the clauses that permitted it.
/// Kept as columns beside the trail, which commits to them. Specs/audit.md#lists
package struct DisclosureList: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package let leaf: LeafIndex
        package let handle: Handle
        /// Sorted and unique.
        package let clauses: [ClauseID]
    }

    /// The most items: as many as a census covers.
    package static let limit = 1 << 20

    private var leaves: [LeafIndex] = []
    private var handles: [Handle] = []
    private var clauses = ClauseSets()

    package init() {}

    package var count: Int { leaves.count }
    package var isEmpty: Bool { leaves.isEmpty }

    package subscript(item: Int) -> Item {
        Item(leaf: leaves[item], handle: handles[item], clauses: clauses[item])
    }

    /// Appends an item. Complexity: O(1).
    /// - Precondition: leaves ascend; the clauses are sorted and unique.
    package mutating func append(leaf: LeafIndex, handle: Handle, clauses: [ClauseID]) {
        if let last = leaves.last { precondition(last < leaf, "leaves ascend") }
        leaves.append(leaf)
        handles.append(handle)
        self.clauses.append(clauses)
    }

    package func commitment(salt: [UInt8]) -> Digest { Commitment.make(.disclosures, encoded, salt: salt) }

    /// `[count, gaps, handles, sets, uses]` in deterministic CBOR; about 8 bytes an item.
    package var encoded: [UInt8] {
        var gaps: [UInt8] = []
        var next: UInt64 = 0
        for leaf in leaves {
            appendVarint(leaf.value - next, to: &gaps)
            next = leaf.value + 1
        }
        var writer = CBORWriter(reservingBytes: 9 * count + 64)
        writer.array(count: 5)
        writer.unsigned(UInt64(count))
        writer.byteString(gaps)
        var column: [UInt8] = []
        column.reserveCapacity(6 * count)
        for handle in handles {
            for shift in stride(from: UInt64(40), through: 0, by: -8) {
                column.append(UInt8(truncatingIfNeeded: handle.value >> shift))
            }
        }
        writer.byteString(column)
        clauses.write(to: &writer)
        return writer.bytes
    }

    /// - Throws: `malformed-list` for anything that ``encoded`` would not have written.
    package init(decoding bytes: [UInt8]) throws(AuditError) {
        do throws(CoreError) {
            var reader = CBORReader(bytes)
            try reader.array(count: 5)
            let count = Int(try reader.unsigned(atMost: UInt64(Self.limit)))
            leaves = try Self.leaves(in: try reader.byteSlice(), count: count)
            handles = try Self.handles(in: try reader.byteSlice(), count: count)
            clauses = try ClauseSets(from: &reader, count: count)
            try reader.finish()
        } catch {
            throw AuditError(.malformedList, error.reason)
        }
    }

    private static func leaves(in column: ArraySlice<UInt8>, count: Int) throws(CoreError) -> [LeafIndex] {
        var column = column
        var leaves: [LeafIndex] = []
        var next: UInt64 = 0
        for _ in 0..<count {
            let leaf = next + (try takeVarint(from: &column))
            guard leaf < 1 << 63 else { throw CoreError(.limitExceeded, "leaf \(leaf) does not fit 63 bits") }
            leaves.append(LeafIndex(leaf))
            next = leaf + 1
        }
        guard column.isEmpty else { throw CoreError(.unexpectedCBOR, "there are more leaves than items") }
        return leaves
    }

    private static func handles(in column: ArraySlice<UInt8>, count: Int) throws(CoreError) -> [Handle] {
        guard column.count == 6 * count else { throw CoreError(.unexpectedCBOR, "there is not one handle an item") }
        var handles: [Handle] = []
        var rest = column
        for _ in 0..<count {
            handles.append(try Handle(rest.prefix(6).reduce(0) { $0 << 8 | UInt64($1) }))
            rest = rest.dropFirst(6)
        }
        return handles
    }
}
