/// Two rows that share a key under a rule are a candidate pair, unless the key is shared by too many rows.
/// Specs/linkage-model.md#blocking
package struct BlockingRule: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package let comparison: Int
        package let transform: BlockingTransform

        package init(_ comparison: Int, _ transform: BlockingTransform) {
            self.comparison = comparison
            self.transform = transform
        }
    }

    package let parts: [Part]
    /// Whether the parts are interchangeable: given name and surname in either order.
    package let isUnordered: Bool

    package init(_ parts: [Part], isUnordered: Bool = false) {
        self.parts = parts
        self.isUnordered = isUnordered
    }

    /// Whether the rule reads a comparison, so that its pairs cannot teach that comparison's m.
    func reads(_ comparison: Int) -> Bool { parts.contains { $0.comparison == comparison } }

    /// `surname:soundex & dob:year`.
    package func name(in plan: LinkagePlan) -> String {
        parts.map { "\(plan.comparisons[$0.comparison].name):\($0.transform.rawValue)" }
            .joined(separator: isUnordered ? " ~ " : " & ")
    }

    /// The keys of a row, unsorted, perhaps repeated, at most ``LinkageLimits/keysPerRow``; `hashes(part)` are the
    /// hashes that the row's cell yields for that part. Complexity: O(keys).
    func keys(_ hashes: (Int) -> ArraySlice<UInt64>) -> [UInt64] {
        var keys: [UInt64] = [StableHash.seed]
        if isUnordered { return unorderedKeys(hashes) }
        for part in parts.indices {
            var longer: [UInt64] = []
            let next = hashes(part)
            if next.isEmpty { return [] }
            for key in keys {
                for hash in next where longer.count < LinkageLimits.keysPerRow {
                    longer.append(StableHash.combine(key, hash))
                }
            }
            keys = longer
        }
        return keys
    }

    private func unorderedKeys(_ hashes: (Int) -> ArraySlice<UInt64>) -> [UInt64] {
        var keys: [UInt64] = []
        for first in hashes(0) {
            for second in hashes(parts.count - 1) where keys.count < LinkageLimits.keysPerRow {
                guard parts.count > 1 ? true : first < second else { continue }
                let low = StableHash.combine(StableHash.seed, min(first, second))
                keys.append(StableHash.combine(low, max(first, second)))
            }
        }
        return keys
    }
}
