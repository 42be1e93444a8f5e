/// Finds the words of a list that together make one word: `patr ushev` for `patrushev`.
/// Specs/linkage-model.md#word-alignment
struct WordJoin {
    /// Words that may be joined.
    private static let mostParts = 4
    /// Bytes from which two joined words may have a slip, or another spelling.
    private static let slipFrom = 6
    /// By how many bytes another spelling may be longer or shorter.
    private static let lengthsApart = 2

    /// The words that make it, as bits; 0 if there are none.
    private(set) var parts: UInt32 = 0

    private let word: UnsafeBufferPointer<UInt8>
    private let list: WordList
    private let free: UInt32

    /// - Parameters:
    ///   - free: which words of the list may be used.
    ///   - allowingSlips: whether two words may also make it nearly.
    /// Complexity: O(words * words * bytes).
    init(_ word: UnsafeBufferPointer<UInt8>, _ list: WordList, free: UInt32, allowingSlips: Bool) {
        self.word = word
        self.list = list
        self.free = free
        guard list.count >= 2 else { return }
        if !allowingSlips {
            parts = exactly(from: 0, used: 0)
        } else if word.count >= Self.slipFrom {
            parts = withSlip()
        }
    }

    /// Words in any order whose bytes are those of the word from a place on.
    private func exactly(from place: Int, used: UInt32) -> UInt32 {
        if place == word.count { return used.nonzeroBitCount >= 2 ? used : 0 }
        guard used.nonzeroBitCount < Self.mostParts else { return 0 }
        for number in 0..<list.count {
            let bit = UInt32(1) << UInt32(number)
            guard free & bit != 0, used & bit == 0, isAt(place, list[number]) else { continue }
            let found = exactly(from: place + list[number].count, used: used | bit)
            if found != 0 { return found }
        }
        return 0
    }

    private func isAt(_ place: Int, _ part: UnsafeBufferPointer<UInt8>) -> Bool {
        part.count <= word.count - place && word[place..<place + part.count].elementsEqual(part)
    }

    private func withSlip() -> UInt32 {
        for first in 0..<list.count where free & 1 << UInt32(first) != 0 {
            for second in 0..<list.count where second != first && free & 1 << UInt32(second) != 0 {
                guard abs(list[first].count + list[second].count - word.count) <= Self.lengthsApart else { continue }
                if joined(list[first], list[second]) { return 1 << UInt32(first) | 1 << UInt32(second) }
            }
        }
        return 0
    }

    private func joined(_ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: first.count + second.count) { bytes in
            _ = bytes.initialize(fromContentsOf: first)
            _ = bytes[first.count...].initialize(fromContentsOf: second)
            let joined = UnsafeBufferPointer(bytes)
            if EditDistance.distance(joined, word, limit: 1) <= 1 { return true }
            return NameWord.soundAlike(joined, word)
        }
    }
}
