/// One string prepared for comparisons with many. Specs/linkage-model.md#jaro-winkler
///
/// What depends on this string alone is computed once: the positions of its bytes, and the shares that matches have of
/// its length. The results are those of ``JaroWinkler`` and ``EditDistance``, bit for bit.
package struct StringPattern: ~Copyable {
    private let positions = BytePositions()
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    /// `shares[c]` is c matches of this string's length.
    private let shares: UnsafeMutableBufferPointer<Double>

    /// Complexity: O(bytes).
    package init(_ pattern: UnsafeBufferPointer<UInt8>) {
        bytes = .allocate(capacity: pattern.count)
        _ = bytes.initialize(fromContentsOf: pattern)
        shares = .allocate(capacity: pattern.count + 1)
        for count in 0...pattern.count {
            shares.initializeElement(at: count, to: Double(count) / Double(max(pattern.count, 1)))
        }
        if pattern.count <= BytePositions.longest { positions.set(pattern) }
    }

    deinit {
        bytes.deallocate()
        shares.deallocate()
    }

    /// The Jaro-Winkler similarity. Complexity: O(bytes of `text`) up to 64 bytes, no allocation.
    package borrowing func similarity(to text: UnsafeBufferPointer<UInt8>) -> Double {
        let pattern = UnsafeBufferPointer(bytes)
        guard pattern.count <= BytePositions.longest, text.count <= BytePositions.longest else {
            return JaroWinkler.scalar(pattern, text)
        }
        guard !pattern.isEmpty, !text.isEmpty else { return pattern.count == text.count ? 1 : 0 }
        let found = JaroWinkler.match(text, positions.words, pattern.count)
        guard found.count > 0 else { return 0 }
        let ordered = JaroWinkler.orderedShare(found, text, pattern)
        return JaroWinkler.score(shares[found.count] + Double(found.count) / Double(text.count), ordered, pattern, text)
    }

    /// The edit distance if it is at most `limit`, else `limit + 1`. Complexity: O(bytes of `text`) if this string has
    /// 1 to 64 bytes.
    package borrowing func distance(to text: UnsafeBufferPointer<UInt8>, limit: Int) -> Int {
        let pattern = UnsafeBufferPointer(bytes)
        guard abs(pattern.count - text.count) <= limit else { return limit + 1 }
        guard (1...BytePositions.longest).contains(pattern.count) else {
            return EditDistance.distance(pattern, text, limit: limit)
        }
        return EditDistance.bitParallel(text, positions.words, pattern.count, limit: limit)
    }
}
