package import ComityCore

/// All claims of one agency about one field of one record. Specs/records.md#content
package struct Field: Hashable, Sendable {
    /// The most claims of one field: far over any real record, small enough to sort and show.
    package static let claimLimit = 1024

    package let number: FieldNumber
    /// At least one in a content; ascending by their deterministic encoding, each once.
    package let claims: [Claim]

    /// Sorts the claims and drops repetitions. Complexity: O(n log n) in the claims' bytes; O(1) for one claim.
    package init(_ number: FieldNumber, claims: [Claim]) {
        self.number = number
        self.claims = claims.count < 2 ? claims : Self.normalised(claims)
    }

    package init(_ number: FieldNumber, _ value: Value) {
        self.number = number
        claims = [Claim(value)]
    }

    private init(_ number: FieldNumber, normalised claims: [Claim]) {
        self.number = number
        self.claims = claims
    }

    private static func normalised(_ claims: [Claim]) -> [Claim] {
        let encoded = claims.map { (bytes: $0.encoded, claim: $0) }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        var unique: [Claim] = []
        unique.reserveCapacity(encoded.count)
        for (index, entry) in encoded.enumerated() where index == 0 || encoded[index - 1].bytes != entry.bytes {
            unique.append(entry.claim)
        }
        return unique
    }

    /// Writes number and claims, as one entry of the content's map.
    package func encode(into writer: inout CBORWriter) {
        writer.integer(Int64(number.value))
        writer.array(count: claims.count)
        for claim in claims { claim.encode(into: &writer) }
    }

    /// Reads the claims of field `number`.
    /// - Throws: `non-canonical-cbor` if they are not in order, `unexpected-cbor` if there are none.
    package init(_ number: FieldNumber, from reader: inout CBORReader) throws(CoreError) {
        let count = try reader.array()
        guard count > 0 else { throw CoreError(.unexpectedCBOR, "field \(number) has no claim") }
        guard count <= Self.claimLimit else {
            throw CoreError(.limitExceeded, "field \(number) has \(count) claims, over the limit of \(Self.claimLimit)")
        }
        if count == 1 {
            self.init(number, normalised: [try Claim(from: &reader)])
            return
        }
        var claims: [Claim] = []
        claims.reserveCapacity(count)
        var previous: ArraySlice<UInt8> = []
        for _ in 0..<count {
            let start = reader.position
            claims.append(try Claim(from: &reader))
            let encoded = reader.bytes(from: start)
            guard previous.isEmpty || previous.lexicographicallyPrecedes(encoded) else {
                throw CoreError(.nonCanonicalCBOR, "the claims of field \(number) are not in ascending order")
            }
            previous = encoded
        }
        self.init(number, normalised: claims)
    }
}
