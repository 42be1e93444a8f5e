/// Folded text as words: runs of letters and digits. An apostrophe joins, everything else separates.
enum Words {
    static func split(_ folded: [UInt8]) -> [ArraySlice<UInt8>] {
        if folded.contains(0x27) { return split(folded.filter { $0 != 0x27 }) }
        return folded.split { !isWordByte($0) }
    }

    static func join(_ words: [ArraySlice<UInt8>]) -> [UInt8] {
        var joined: [UInt8] = []
        for word in words {
            if !joined.isEmpty { joined.append(0x20) }
            joined.append(contentsOf: word)
        }
        return joined
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    static func isLetter(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 || byte >= 0x80 }
    static func isWordByte(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
}
