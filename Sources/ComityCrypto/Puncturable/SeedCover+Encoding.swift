package import ComityCore

extension SeedCover {
    /// The most seeds of one cover in a message: a range of 65,536 leaves of which every second is dead.
    package static let messageLimitSeeds = 1 << 15

    /// Canonical CBOR. Specs/puncturable-keys.md#cover
    package var encoded: [UInt8] {
        var writer = CBORWriter(reservingBytes: 8 + 40 * nodes.count)
        write(to: &writer)
        return writer.bytes
    }

    /// Appends ``encoded``.
    package func write(to writer: inout CBORWriter) {
        writer.array(count: 3 * nodes.count)
        var end: UInt64 = 0
        for node in nodes {
            writer.unsigned(node.first - end)
            writer.unsigned(UInt64(node.level))
            writer.digest(node.seed)
            end = node.end
        }
    }

    /// - Throws: `malformed-cover` for anything that ``encoded`` would not have written.
    package init(decoding bytes: [UInt8], limitSeeds: Int = messageLimitSeeds) throws(CryptoError) {
        var reader = CBORReader(bytes)
        try self.init(reading: &reader, limitSeeds: limitSeeds)
        do { try reader.finish() } catch { throw CryptoError(.malformedCover, error.reason) }
    }

    /// Reads one cover in place.
    package init(
        reading reader: inout CBORReader, limitSeeds: Int = messageLimitSeeds
    ) throws(CryptoError) {
        do throws(CoreError) {
            let items = try reader.array()
            guard items.isMultiple(of: 3), items / 3 <= limitSeeds else {
                throw CoreError(.limitExceeded, "a cover of \(items) items: three a seed, at most \(limitSeeds) seeds")
            }
            var nodes: [SeedNode] = []
            nodes.reserveCapacity(items / 3)
            for _ in 0..<items / 3 { nodes.append(try Self.readNode(&reader, after: nodes.last)) }
            self.init(nodes: nodes)
        } catch {
            throw CryptoError(.malformedCover, error.reason)
        }
    }

    private static func readNode(
        _ reader: inout CBORReader, after previous: SeedNode?
    ) throws(CoreError) -> SeedNode {
        let gap = try reader.unsigned(atMost: PuncturableKey.leafLimit)
        let level = Int(try reader.unsigned(atMost: UInt64(PuncturableKey.height)))
        let node = SeedNode(level: level, first: (previous?.end ?? 0) + gap, seed: try reader.digest())
        guard node.first.isMultiple(of: 1 << UInt64(level)), node.end <= PuncturableKey.leafLimit else {
            throw CoreError(.unexpectedCBOR, "a seed of level \(level) cannot begin at leaf \(node.first)")
        }
        if let previous, areHalves(previous, node) {
            throw CoreError(.nonCanonicalCBOR, "two halves from leaf \(previous.first) stand where one seed does")
        }
        return node
    }
}
