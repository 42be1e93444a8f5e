/// What a blocking rule takes from a value. Specs/linkage-model.md#blocking
package enum BlockingTransform: String, CaseIterable, Sendable {
    case exact
    case soundex
    case initial
    case prefix3 = "prefix-3"
    case prefix4 = "prefix-4"
    case suffix6 = "suffix-6"
    case year
    case yearMonth = "year-month"
    case monthDay = "month-day"
    /// Each word of two letters or more.
    case words
    /// The Soundex code of each word of two letters or more.
    case wordSoundex = "word-soundex"
    /// The NYSIIS code of the first word; of other scripts the word.
    case nysiis
    /// Soundex of the first word with a digit for its first letter, too; of other scripts the word.
    case sound

    /// Calls `body` with each hash that `atom` yields; none if it is too short for the transform. Chinese characters
    /// count by their reading, except for `exact`. Complexity: O(bytes).
    func forEachHash(_ atom: UnsafeBufferPointer<UInt8>, _ body: (UInt64) -> Void) {
        if self != .exact, let reading = Han.reading(atom) {
            reading.withUnsafeBufferPointer { hash($0, body) }
        } else {
            hash(atom, body)
        }
    }

    private func hash(_ atom: UnsafeBufferPointer<UInt8>, _ body: (UInt64) -> Void) {
        switch self {
        case .exact: body(StableHash.hash(atom))
        case .soundex: soundex(atom, Soundex.code(atom), body)
        case .initial: body(StableHash.hash(atom.prefix(1)))
        case .prefix3: part(atom.prefix(3), atLeast: 2, body)
        case .prefix4: part(atom.prefix(4), atLeast: 3, body)
        case .suffix6: part(atom.suffix(6), atLeast: 5, body)
        case .year: date(atom, 0..<4, body)
        case .yearMonth: date(atom, 0..<6, body)
        case .monthDay: date(atom, 4..<8, body)
        case .words: words(atom) { body(StableHash.hash($0)) }
        case .wordSoundex: words(atom) { soundex($0, Soundex.code($0), body) }
        case .nysiis: nysiis(atom, body)
        case .sound: soundex(atom, Soundex.sound(atom), body)
        }
    }

    private func soundex(_ name: UnsafeBufferPointer<UInt8>, _ code: UInt32, _ body: (UInt64) -> Void) {
        if code != 0 {
            body(StableHash.combine(StableHash.seed, UInt64(code)))
        } else {
            body(StableHash.hash(name.prefix { $0 != 0x20 }))
        }
    }

    private func nysiis(_ name: UnsafeBufferPointer<UInt8>, _ body: (UInt64) -> Void) {
        let word = UnsafeBufferPointer(rebasing: name.prefix { $0 != 0x20 })
        let code = NYSIIS.code(word)
        body(code != 0 ? StableHash.combine(StableHash.seed, code) : StableHash.hash(word))
    }

    private func part(_ slice: Slice<UnsafeBufferPointer<UInt8>>, atLeast count: Int, _ body: (UInt64) -> Void) {
        if slice.count >= count { body(StableHash.hash(slice)) }
    }

    /// Parts of a date that are all known.
    private func date(_ atom: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (UInt64) -> Void) {
        guard atom.count == 8 else { return }
        let isKnown = { (part: Range<Int>) in atom[part].contains { $0 != 0x30 } }
        if range.lowerBound == 0, !isKnown(0..<4) { return }
        if range.lowerBound <= 4, range.upperBound >= 6, !isKnown(4..<6) { return }
        if range.upperBound == 8, !isKnown(6..<8) { return }
        body(StableHash.hash(atom[range]))
    }

    private func words(_ atom: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        for word in atom.split(separator: 0x20) where word.count >= 2 { body(UnsafeBufferPointer(rebasing: word)) }
    }
}
