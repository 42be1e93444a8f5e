/// One text with letters beyond ASCII, spelt in Latin. Specs/linkage-model.md#scripts
struct Transliteration {
    let role: NameRole
    /// Scalars in lower case.
    let points: [UInt32]
    var place = 0
    var folded: [UInt8] = []
    /// Whether г is h and и is y.
    let isUkrainian: Bool
    /// Whether a dot parts the words, as it does in the Chinese spelling of foreign names.
    let isDotted: Bool

    init(_ text: String, _ role: NameRole) {
        self.role = role
        points = text.unicodeScalars.map(Self.lowered)
        // і, ї, є and ґ are not Russian.
        isDotted = points.contains { $0 == 0xB7 || $0 == 0x30FB || $0 == 0x2022 || $0 == 0x2027 }
        isUkrainian = points.contains { $0 == 0x456 || $0 == 0x457 || $0 == 0x454 || $0 == 0x491 }
    }

    /// Complexity: O(scalars).
    mutating func run() -> [UInt8] {
        while place < points.count { step() }
        return folded
    }

    /// The scalar behind `place`, 0 at the end.
    func point(_ offset: Int) -> UInt32 {
        let index = place + offset
        return points.indices.contains(index) ? points[index] : 0
    }

    mutating func put(_ spelling: String, scalars: Int = 1) {
        folded.append(contentsOf: spelling.utf8)
        place += scalars
    }

    /// Whether the scalar at `place` begins a word.
    var isAtStart: Bool { folded.last.map { !Words.isWordByte($0) } ?? true }

    private mutating func step() {
        let point = points[place]
        switch point {
        case ..<0x80: put(byte: UInt8(truncatingIfNeeded: point))
        case 0x3AC...0x3CE: greek(point)
        case 0x430...0x4FF: put(Alphabets.cyrillic(point, isUkrainian: isUkrainian) ?? Self.other(point))
        case 0x561...0x587: armenian(point)
        case 0x5B0...0x5EA: hebrew(point)
        case 0x621...0x6F9: arabic(point)
        case 0x900...0xD7F: indic(point)
        case 0xE01...0xE4E: thai(point)
        case 0x10D0...0x10F0: put(Alphabets.georgian[Int(point - 0x10D0)])
        case 0x3041...0x30FC where point != 0x30FB: kana()
        case 0xAC00...0xD7A3: hangul()
        case 0x4E00...0x9FFF: han()
        case 0xFF10...0xFF19, 0xFF41...0xFF5A: put(byte: UInt8(truncatingIfNeeded: point - 0xFEE0))
        default: put(FoldingTable.spelling(point) ?? Self.other(point))
        }
    }

    mutating func put(byte: UInt8) {
        folded.append(byte)
        place += 1
    }

    private static func lowered(_ scalar: Unicode.Scalar) -> UInt32 {
        if scalar.isASCII { return UInt32(Folding.lower(UInt8(truncatingIfNeeded: scalar.value))) }
        if FoldingTable.spelling(scalar.value) != nil { return scalar.value }
        let mapped = scalar.properties.lowercaseMapping.unicodeScalars
        guard mapped.count == 1, let lowered = mapped.first else { return scalar.value }
        return lowered.value
    }

    /// Joiners vanish, what separates is a space, anything else stays.
    private static func other(_ point: UInt32) -> String {
        guard let scalar = Unicode.Scalar(point) else { return "" }
        if point == 0x200C || point == 0x200D || point == 0xFEFF { return "" }
        switch scalar.properties.generalCategory {
        case .dashPunctuation, .spaceSeparator, .otherPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .connectorPunctuation, .control, .format, .lineSeparator,
            .paragraphSeparator:
            return " "
        case .nonspacingMark: return ""
        default: return String(scalar)
        }
    }
}
