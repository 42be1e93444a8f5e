/// Text to lower-case ASCII where that is known, UTF-8 elsewhere. Specs/linkage-model.md#folding
///
/// Latin letters lose their accents, Cyrillic and Greek are spelled in Latin, combining marks vanish; letters of
/// other scripts stay as they are, in lower case where the script has one.
enum Folding {
    /// Complexity: O(length).
    static func fold(_ text: String) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                folded.append(lower(UInt8(truncatingIfNeeded: scalar.value)))
            } else {
                append(scalar, to: &folded)
            }
        }
        return folded
    }

    static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    private static func append(_ scalar: Unicode.Scalar, to folded: inout [UInt8]) {
        if let spelling = FoldingTable.spelling(scalar.value) {
            folded.append(contentsOf: spelling.utf8)
            return
        }
        let mapped = scalar.properties.lowercaseMapping
        if mapped.unicodeScalars.count == 1, let lowered = mapped.unicodeScalars.first,
            let spelling = FoldingTable.spelling(lowered.value)
        {
            folded.append(contentsOf: spelling.utf8)
        } else if isSeparator(scalar) {
            folded.append(0x20)
        } else {
            folded.append(contentsOf: mapped.utf8)
        }
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .dashPunctuation, .spaceSeparator, .otherPunctuation, .openPunctuation, .closePunctuation,
            .connectorPunctuation, .control, .format, .lineSeparator, .paragraphSeparator:
            true
        default: false
        }
    }
}
