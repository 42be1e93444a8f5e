/// Words of Chinese characters, which a slip of a letter cannot relate. Specs/linkage-model.md#word-levels
enum HanWord {
    /// Words that differ, one of them at least not of ASCII: *alike* if they are read alike, else *none*; nil if one
    /// has letters that are neither ASCII nor characters with a known reading.
    static func level(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> WordLevel? {
        let one = Han.reading(left)
        let other = Han.reading(right)
        switch (one, other) {
        case (let one?, let other?): return one == other ? .alike : WordLevel.none
        case (let one?, nil): return one.withUnsafeBufferPointer { level(ofReading: $0, right) }
        case (nil, let other?): return other.withUnsafeBufferPointer { level(ofReading: $0, left) }
        case (nil, nil): return nil
        }
    }

    private static func level(
        ofReading reading: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>
    ) -> WordLevel {
        if CellComparer.equal(reading, word) { return .alike }
        guard let one = Sounds(reading, isReading: true), let other = Sounds(word) else { return .none }
        return one.agree(with: other) ? .alike : .none
    }
}
