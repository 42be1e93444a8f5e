/// The words of a value, without copies. Specs/linkage-model.md#word-levels
struct WordList {
    /// Words that are looked at; no name of a person has more.
    static let longest = 16

    private let bytes: UnsafeBufferPointer<UInt8>
    private var starts = InlineArray<16, UInt8>(repeating: 0)
    private var ends = InlineArray<16, UInt8>(repeating: 0)
    private(set) var count = 0

    /// Words are parted by spaces. Bytes beyond ``LinkageLimits/valueBytes`` are not looked at; no value has them.
    init(_ value: UnsafeBufferPointer<UInt8>) {
        bytes = value
        let count = min(value.count, LinkageLimits.valueBytes)
        var start = 0
        for end in 0...count where end == count || value[end] == 0x20 {
            if end > start, self.count < Self.longest {
                starts[self.count] = UInt8(truncatingIfNeeded: start)
                ends[self.count] = UInt8(truncatingIfNeeded: end)
                self.count += 1
            }
            start = end + 1
        }
    }

    subscript(word: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[Int(starts[word])..<Int(ends[word])])
    }
}
