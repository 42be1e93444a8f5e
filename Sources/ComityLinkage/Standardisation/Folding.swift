/// Text to lower-case ASCII where that is known, UTF-8 elsewhere. Specs/linkage-model.md#folding
///
/// Latin letters lose their accents, other alphabets and syllables are spelt in Latin by tables of our own, so that a
/// saved model means the same with every version of every library. Chinese characters stay: their reading loses too
/// much (``Han``), and is looked up only where they meet Latin.
enum Folding {
    /// Complexity: O(length).
    static func fold(_ text: String, _ role: NameRole = .none) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            guard byte < 0x80 else {
                var transliteration = Transliteration(text, role)
                return transliteration.run()
            }
            folded.append(lower(byte))
        }
        return folded
    }

    static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
