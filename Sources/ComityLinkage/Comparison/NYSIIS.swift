/// The code of the New York State Identification and Intelligence System (Taft 1970), as the method is commonly stated,
/// without its limit of six letters. Specs/linkage-model.md#nysiis
package enum NYSIIS {
    /// Letters of a code that are kept, one byte each.
    private static let longest = 8

    /// The first eight letters of the code of one word of `a` to `z`, the first letter in the highest byte in use; 0 if
    /// the word has another byte or none. Complexity: O(bytes).
    package static func code(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard !word.isEmpty, word.count <= LinkageLimits.valueBytes, word.allSatisfy({ $0 &- 0x61 < 26 }) else {
            return 0
        }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: word.count + padding) { letters in
            letters.initialize(repeating: 0)
            for place in word.indices { letters[place] = word[place] }
            changeBeginning(letters)
            let end = changeEnding(letters, word.count)
            return key(letters, end)
        }
    }

    /// Zero bytes behind the word, so that looking ahead needs no check.
    private static let padding = 4

    /// MAC to MCC, KN to NN, K to C, PH and PF to FF, SCH to SSS.
    private static func changeBeginning(_ letters: UnsafeMutableBufferPointer<UInt8>) {
        if spells(letters, 0, "mac") {
            put(letters, 0, "mcc")
        } else if spells(letters, 0, "kn") {
            put(letters, 0, "nn")
        } else if spells(letters, 0, "k") {
            put(letters, 0, "c")
        } else if spells(letters, 0, "ph") || spells(letters, 0, "pf") {
            put(letters, 0, "ff")
        } else if spells(letters, 0, "sch") {
            put(letters, 0, "sss")
        }
    }

    /// EE and IE to Y; DT, RT, RD, NT and ND to D. Returns the end of the word.
    private static func changeEnding(_ letters: UnsafeMutableBufferPointer<UInt8>, _ count: Int) -> Int {
        guard count >= 2 else { return count }
        let end = count - 2
        if spells(letters, end, "ee") || spells(letters, end, "ie") {
            put(letters, end, "y\0")
            return count - 1
        }
        for ending in ["dt", "rt", "rd", "nt", "nd"] as [StaticString] where spells(letters, end, ending) {
            put(letters, end, "d\0")
            return count - 1
        }
        return count
    }

    private static func key(_ letters: UnsafeMutableBufferPointer<UInt8>, _ end: Int) -> UInt64 {
        var key = Key(first: letters[0])
        var place = 1
        while place < end {
            change(letters, place)
            key.append(letters[place])
            place += 1
        }
        return key.finished
    }

    /// Rewrites the letter at a place, and those behind it where it is a group, by the rules of the method.
    private static func change(_ letters: UnsafeMutableBufferPointer<UInt8>, _ place: Int) {
        switch letters[place] {
        case 0x65 where letters[place + 1] == 0x76: put(letters, place, "af")
        case let letter where isVowel(letter): letters[place] = 0x61
        case 0x71: letters[place] = 0x67
        case 0x7A: letters[place] = 0x73
        case 0x6D: letters[place] = 0x6E
        case 0x6B: letters[place] = letters[place + 1] == 0x6E ? 0x6E : 0x63
        case 0x73 where spells(letters, place, "sch"): put(letters, place, "sss")
        case 0x70 where letters[place + 1] == 0x68: put(letters, place, "ff")
        case 0x68 where !isVowel(letters[place - 1]) || !isVowel(letters[place + 1]):
            letters[place] = letters[place - 1]
        case 0x77 where isVowel(letters[place - 1]): letters[place] = letters[place - 1]
        default: break
        }
    }

    /// The letters of a code as they come.
    private struct Key {
        private var letters = InlineArray<128, UInt8>(repeating: 0)
        private var count = 1

        init(first: UInt8) { letters[0] = first }

        /// A letter equal to the one before says nothing new.
        mutating func append(_ letter: UInt8) {
            guard letters[count - 1] != letter, count < 128 else { return }
            letters[count] = letter
            count += 1
        }

        /// Without a last S, with AY as Y, without a last A; the first letter always stays.
        var finished: UInt64 {
            var end = count
            var last: UInt8?
            if end > 1, letters[end - 1] == 0x73 { end -= 1 }
            if end > 2, letters[end - 1] == 0x79, letters[end - 2] == 0x61 {
                end -= 2
                last = 0x79
            }
            if last == nil, end > 1, letters[end - 1] == 0x61 { end -= 1 }
            var code: UInt64 = 0
            for place in 0..<min(end, NYSIIS.longest) { code = code << 8 | UInt64(letters[place]) }
            if let last, end < NYSIIS.longest { code = code << 8 | UInt64(last) }
            return code
        }
    }

    private static func isVowel(_ letter: UInt8) -> Bool {
        switch letter {
        case 0x61, 0x65, 0x69, 0x6F, 0x75: true
        default: false
        }
    }

    private static func spells(
        _ letters: UnsafeMutableBufferPointer<UInt8>, _ place: Int, _ text: StaticString
    ) -> Bool {
        for offset in 0..<text.utf8CodeUnitCount where letters[place + offset] != text.utf8Start[offset] {
            return false
        }
        return true
    }

    private static func put(_ letters: UnsafeMutableBufferPointer<UInt8>, _ place: Int, _ text: StaticString) {
        for offset in 0..<text.utf8CodeUnitCount { letters[place + offset] = text.utf8Start[offset] }
    }
}
