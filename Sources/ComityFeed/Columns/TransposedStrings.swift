/// Strings of few lengths, written position by position: digits meet digits and prefixes become constants.
/// Specs/columns.md#strings
struct TransposedStrings {
    /// For each distinct length, ascending, one plane for each position.
    let planes: [[UInt8]]

    /// Nil where the strings have too many lengths or are too long. Complexity: O(bytes).
    init?(lengths: [UInt64], data: [UInt8]) {
        guard let distinct = Self.distinct(lengths) else { return nil }
        var planes: [[UInt8]] = []
        for length in distinct {
            let starts = Self.starts(of: length, among: lengths)
            for offset in 0..<Int(length) { planes.append(starts.map { data[$0 + offset] }) }
        }
        self.planes = planes
    }

    /// Where the strings of this length begin.
    private static func starts(of wanted: UInt64, among lengths: [UInt64]) -> [Int] {
        var starts: [Int] = []
        var start = 0
        for length in lengths {
            if length == wanted { starts.append(start) }
            start += Int(length)
        }
        return starts
    }

    /// The distinct lengths, ascending, or nil if they are more or longer than the format allows.
    static func distinct(_ lengths: some Sequence<UInt64>) -> [UInt64]? {
        var distinct: [UInt64] = []
        for length in lengths where !distinct.contains(length) {
            guard length <= StreamFormat.transposedBytes, distinct.count < StreamFormat.transposedLengths else {
                return nil
            }
            distinct.append(length)
        }
        return distinct.sorted()
    }
}
