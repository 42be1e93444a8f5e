/// The words of a value, without copies. Specs/linkage-model.md#word-levels
struct WordList {
    /// Words that are looked at; no name of a person has more.
    static let longest = 16

    private let bytes: UnsafeBufferPointer<UInt8>
    private var starts = InlineArray<16, UInt8>(repeating: 0)
    private var ends = InlineArray<16, UInt8>(repeating: 0)
    private(set) var count = 0

    /// `value` has at most ``LinkageLimits/valueBytes`` bytes; words are parted by single spaces.
    init(_ value: UnsafeBufferPointer<UInt8>) {
        bytes = value
        var start = 0
        for end in 0...value.count where end == value.count || value[end] == 0x20 {
            if end > start, count < Self.longest {
                starts[count] = UInt8(truncatingIfNeeded: start)
                ends[count] = UInt8(truncatingIfNeeded: end)
                count += 1
            }
            start = end + 1
        }
    }

    subscript(word: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[Int(starts[word])..<Int(ends[word])])
    }
}
