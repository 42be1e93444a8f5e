/// ``Standardisation`` of plain texts, without an allocation: ASCII in the usual shapes. Of whatever else a text may be
/// it says that it does not know; what it answers is what ``Standardisation/value(_:kind:dateOrder:)`` answers, which a
/// test holds it to. One per worker. Specs/linkage-model.md#standardisation
struct PlainStandard: ~Copyable {
    private enum Shape {
        case name, words, street, code, number, phone, email, date, other
    }

    private let shape: Shape
    private let placeholders: PlaceholderFilter
    private let streets: StreetWords
    private let out: UnsafeMutablePointer<UInt8>
    /// Longer texts are left to the other one, which cuts them.
    private static let longest = LinkageLimits.valueBytes

    init(_ kind: FieldKind) {
        shape =
            switch kind {
            case .surname, .givenName, .middleName, .alias: .name
            case .locality, .occupation, .place, .text, .onlineHandle: .words
            case .street: .street
            case .postcode, .nationalID, .documentID: .code
            case .streetNumber: .number
            case .phone: .phone
            case .email: .email
            case .dateOfBirth: .date
            default: .other
            }
        placeholders = PlaceholderFilter()
        streets = StreetWords()
        // A street word may grow by a byte, as may a separator be put before each.
        out = .allocate(capacity: 4 * Self.longest)
    }

    deinit { out.deallocate() }

    /// The standardised value, which is empty if the text says nothing; nil if this one does not know. It lies in
    /// memory that the next call uses again. Complexity: O(bytes).
    borrowing func value(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        guard text.count <= Self.longest, shape != .other, Self.isPlain(text) else { return nil }
        let count =
            switch shape {
            case .name: name(text)
            case .words: words(text)
            case .street: street(text)
            case .code, .number: code(text)
            case .phone: phone(text)
            case .email: email(text)
            case .date: date(text)
            case .other: Int?.none
            }
        return count.map { UnsafeBufferPointer(start: out, count: $0) }
    }

    /// ASCII, and no quote around it that belongs to the file.
    @inline(__always)
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var seen: UInt8 = 0
        for byte in text { seen |= byte }
        return seen < 0x80 && text.first != 0x22
    }

    /// One word of letters.
    private borrowing func name(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        for place in text.indices {
            let byte = Folding.lower(text[place])
            guard byte &- 0x61 < 26 else { return nil }
            out[place] = byte
        }
        return settled(text.count)
    }

    /// Words, unless one of them is a placeholder.
    private borrowing func words(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var count = 0
        var start = 0
        for place in 0...text.count {
            let byte = place < text.count ? Folding.lower(text[place]) : 0x20
            if byte == 0x27 { return nil }
            if Words.isWordByte(byte) {
                if count > 0, start == count { out[count - 1] = 0x20 }
                out[count] = byte
                count += 1
            } else if count > start {
                if placeholders.mayBe(out + start, count - start) { return nil }
                count += 1
                start = count
            }
        }
        return settled(max(count - 1, 0))
    }

    private borrowing func street(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var count = 0
        var start = 0
        for place in 0...text.count {
            let byte = place < text.count ? Folding.lower(text[place]) : 0x20
            if byte == 0x27 { return nil }
            if Words.isWordByte(byte) {
                out[count] = byte
                count += 1
            } else if count > start {
                guard let length = streets.replace(out + start, count - start) else { return nil }
                if placeholders.mayBe(out + start, length) { return nil }
                count = start + length
                out[count] = 0x20
                count += 1
                start = count
            }
        }
        return settled(max(count - 1, 0))
    }

    /// Letters and digits; of numbers of houses without leading zeros.
    private borrowing func code(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var count = 0
        for raw in text {
            let byte = Folding.lower(raw)
            guard Words.isWordByte(byte) else { continue }
            out[count] = byte
            count += 1
        }
        guard count > 0 else { return 0 }
        if shape == .number, out[0] == 0x30 { return nil }
        return settled(count)
    }

    /// Digits of a national number, no letters.
    private borrowing func phone(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var digits = 0
        var zeros = 0
        var count = 0
        for byte in text {
            if Words.isDigit(byte) {
                digits += 1
                if count == 0, byte == 0x30 {
                    zeros += 1
                } else {
                    out[count] = byte
                    count += 1
                }
            } else if byte == 0x2B || byte & 0xDF &- 0x41 < 26 {
                return nil
            }
        }
        guard zeros < 2, count > 0, count <= 10, !isSuspicious(count) else { return nil }
        return settled(count)
    }

    private borrowing func email(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var count = 0
        var signs = 0
        for raw in text {
            let byte = Folding.lower(raw)
            guard byte > 0x20, byte != 0x2B, byte != 0x7F else { return nil }
            if byte == 0x40 { signs += 1 }
            out[count] = byte
            count += 1
        }
        return signs == 1 && out[0] != 0x40 ? count : nil
    }

    /// Eight digits, or year, month and day of four, two and two, parted by a hyphen, a slash or a full stop.
    private borrowing func date(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var count = 0
        for place in text.indices {
            let byte = text[place]
            if Words.isDigit(byte) {
                guard count < 8 else { return nil }
                out[count] = byte
                count += 1
            } else {
                guard text.count == 10, place == 4 || place == 7, byte == 0x2D || byte == 0x2E || byte == 0x2F else {
                    return nil
                }
            }
        }
        guard count == 8, text.count == 8 || text.count == 10 else { return nil }
        return out[0] == 0x31 && out[1] == 0x39 && (out[2] != 0x30 || out[3] > 0x31) ? count : dateOfOtherCenturies()
    }

    /// Years before 1902 and after 1999, among which the placeholders are.
    private borrowing func dateOfOtherCenturies() -> Int? {
        let isEdge = out[0] == 0x30 || out[0] == 0x39 || isSuspicious(8)
        let isTurn = out[0] == 0x31 && (out[1] == 0x38 && out[2] == 0x39 || out[1] == 0x39)
        return isEdge || isTurn ? nil : 8
    }

    /// The length, or nil if the value may be a placeholder.
    private borrowing func settled(_ count: Int) -> Int? {
        isSuspicious(count) || placeholders.mayBe(out, count) ? nil : count
    }

    /// One byte throughout, or digits that count up.
    private borrowing func isSuspicious(_ count: Int) -> Bool {
        guard count >= 3 else { return false }
        if out[0] == 0x31, out[1] == 0x32, out[2] == 0x33 { return true }
        return out[1] == out[0] && out[2] == out[0]
    }
}

/// Tells placeholders from other values by their bytes as numbers, in flat memory.
private struct PlaceholderFilter: ~Copyable {
    private struct Entry: BitwiseCopyable {
        var low: UInt64 = 0
        var high: UInt64 = 0
    }

    private static let slots = 1_024
    /// By first byte, a bit for each length.
    private let lengths = Slab<UInt32>(repeating: 0, count: 256)
    private let entries = Slab<Entry>(repeating: Entry(), count: slots)

    init() {
        for phrase in Placeholders.phrases where phrase.count < 32 {
            lengths.base[Int(phrase[0])] |= 1 << UInt32(phrase.count)
            phrase.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return }
                let entry = Self.entry(base, bytes.count)
                entries.base[place(entry)] = entry
            }
        }
    }

    /// False only for what is surely no placeholder.
    @inline(__always)
    func mayBe(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count > 0, count < 32, lengths.base[Int(bytes[0])] & (1 &<< UInt32(count)) != 0 else { return false }
        let found = entries.base[place(Self.entry(bytes, count))]
        return found.low != 0
    }

    /// The first 16 bytes, which tell all placeholders apart from nearly everything else.
    private static func entry(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Entry {
        var entry = Entry()
        for place in 0..<min(count, 8) { entry.low = entry.low << 8 | UInt64(bytes[place]) }
        if count > 8 { for place in 8..<min(count, 16) { entry.high = entry.high << 8 | UInt64(bytes[place]) } }
        return entry
    }

    private func place(_ wanted: Entry) -> Int {
        var slot = Int(truncatingIfNeeded: ((wanted.low ^ wanted.high &* 31) &* 0x9E37_79B9_7F4A_7C15) >> 54)
        while true {
            let entry = entries.base[slot]
            if entry.low == 0 || entry.low == wanted.low && entry.high == wanted.high { return slot }
            slot = (slot + 1) & (Self.slots - 1)
        }
    }
}

/// Words of streets in their one spelling, by a table in flat memory.
private struct StreetWords: ~Copyable {
    private struct Entry: BitwiseCopyable {
        var length = 0
        var low: UInt64 = 0
        var high: UInt64 = 0
        var replacement: UInt64 = 0
        var replacementLength = 0
    }

    private static let slots = 1_024
    private let entries = Slab<Entry>(repeating: Entry(), count: slots)

    init() {
        for (word, replacement) in AddressStandard.abbreviations {
            let entry = Entry(
                length: word.count, low: Self.number(word.prefix(8)), high: Self.number(word.dropFirst(8)),
                replacement: Self.number(replacement), replacementLength: replacement.count)
            entries.base[place(entry.low, entry.high, entry.length)] = entry
        }
    }

    /// Replaces a word where it lies, if it has another spelling; the new length. Nil if its ending may be replaced.
    @inline(__always)
    func replace(_ word: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int? {
        guard count <= 16 else { return nil }
        var low: UInt64 = 0
        var high: UInt64 = 0
        for place in 0..<min(count, 8) { low = low << 8 | UInt64(word[place]) }
        if count > 8 { for place in 8..<count { high = high << 8 | UInt64(word[place]) } }
        let entry = entries.base[place(low, high, count)]
        if entry.length == 0 {
            // `strasse` and `straat` may end a word.
            return count > 6 && (word[count - 1] == 0x65 || word[count - 1] == 0x74) ? nil : count
        }
        for place in 0..<entry.replacementLength {
            let shift = UInt64(8 * (entry.replacementLength - 1 - place))
            word[place] = UInt8(truncatingIfNeeded: entry.replacement >> shift)
        }
        return entry.replacementLength
    }

    private func place(_ low: UInt64, _ high: UInt64, _ length: Int) -> Int {
        var slot = Int(truncatingIfNeeded: ((low ^ high &* 31) &* 0x9E37_79B9_7F4A_7C15) >> 54)
        while true {
            let entry = entries.base[slot]
            if entry.length == 0 || entry.low == low && entry.high == high && entry.length == length { return slot }
            slot = (slot + 1) & (Self.slots - 1)
        }
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
