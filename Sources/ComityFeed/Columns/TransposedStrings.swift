/// Strings of few lengths, written position by position: digits meet digits and prefixes become constants.
/// Specs/columns.md#strings
struct TransposedStrings {
    /// For each distinct length, ascending, one plane for each position.
    let planes: [[UInt8]]

    /// Nil where the strings have too many lengths or are too long. Complexity: O(bytes).
    init?(lengths: [UInt64], data: [UInt8]) {
        guard let distinct = Self.distinct(lengths) else { return nil }
        var firstPlane: [Int] = []
        var planes: [[UInt8]] = []
        for length in distinct {
            firstPlane.append(planes.count)
            planes.append(contentsOf: [[UInt8]](repeating: [], count: Int(length)))
        }
        var start = 0
        for length in lengths {
            guard let group = distinct.firstIndex(of: length) else { return nil }
            for offset in 0..<Int(length) { planes[firstPlane[group] + offset].append(data[start + offset]) }
            start += Int(length)
        }
        self.planes = planes
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
