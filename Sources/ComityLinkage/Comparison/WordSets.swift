/// Comparison of full names as sets of words (already in byte order). Specs/linkage-model.md#levels
enum WordSets {
    /// Every word of the shorter name stands in the longer one, and at least two do.
    static func contained(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let leftWords = left.split(separator: 0x20)
        let rightWords = right.split(separator: 0x20)
        let (fewer, more) = leftWords.count <= rightWords.count ? (leftWords, rightWords) : (rightWords, leftWords)
        guard fewer.count >= 2 else { return false }
        return fewer.allSatisfy { word in more.contains { $0.elementsEqual(word) } }
    }

    /// Every word of the shorter name has a near or initial partner in the longer one, each used once, at least two.
    static func alike(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, _ jaro: borrowing JaroWinkler
    ) -> Bool {
        let leftWords = left.split(separator: 0x20)
        let rightWords = right.split(separator: 0x20)
        let (fewer, more) = leftWords.count <= rightWords.count ? (leftWords, rightWords) : (rightWords, leftWords)
        guard fewer.count >= 2 else { return false }
        var used = [Bool](repeating: false, count: more.count)
        for word in fewer {
            var found: Int?
            for place in more.indices where !used[place] && found == nil && near(word, more[place], jaro) {
                found = place
            }
            guard let found else { return false }
            used[found] = true
        }
        return true
    }

    private static func near(
        _ left: Slice<UnsafeBufferPointer<UInt8>>, _ right: Slice<UnsafeBufferPointer<UInt8>>,
        _ jaro: borrowing JaroWinkler
    ) -> Bool {
        if min(left.count, right.count) == 1 { return left.first == right.first }
        let similarity = jaro.similarity(UnsafeBufferPointer(rebasing: left), UnsafeBufferPointer(rebasing: right))
        return similarity >= CellComparer.nearSimilarity
    }
}
