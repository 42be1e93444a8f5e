/// Words that tell father from son: `sr`, `jr`, `iii`, `iv`. Specs/linkage-model.md#generations
enum Generation {
    /// Whether both names say a generation, and not the same one. Complexity: O(bytes).
    static func contradict(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let one = rank(left)
        let other = rank(right)
        return one != 0 && other != 0 && one != other
    }

    /// 0 if the name says none. `sr` is the first, `jr` the second.
    private static func rank(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        let words = WordList(name)
        guard words.count > 1 else { return 0 }
        for number in 0..<words.count {
            let word = words[number]
            if word.count == 2, word[1] == 0x72, word[0] == 0x73 { return 1 }
            if word.count == 2, word[1] == 0x72, word[0] == 0x6A { return 2 }
            if word.count == 2, word[0] == 0x69, word[1] == 0x76 { return 4 }
            if word.count == 3, word.allSatisfy({ $0 == 0x69 }) { return 3 }
        }
        return 0
    }
}
