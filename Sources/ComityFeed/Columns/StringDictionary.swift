/// The distinct strings of a column in ascending order, each without what it shares with the one before.
/// Specs/columns.md#strings
struct StringDictionary {
    /// A dictionary is tried only if strings repeat at least so often on average.
    private static let repetitions = 2

    /// For each distinct string, how many leading bytes it has from the one before.
    private(set) var shared: [UInt64] = []
    /// The rest of each, one after the other, and their lengths.
    private(set) var suffixes: [UInt8] = []
    private(set) var suffixLengths: [UInt64] = []
    /// For each string its place among the distinct ones.
    private(set) var indexes: [UInt64] = []

    /// Nil where the strings repeat too little. Complexity: O(bytes + n log n comparisons of distinct strings).
    init?(lengths: [UInt64], data: [UInt8]) {
        let allowed = min(StreamFormat.dictionaryLimit, lengths.count / Self.repetitions)
        var strings = DistinctStrings(of: data, limit: allowed)
        var arrivals: [Int] = []
        arrivals.reserveCapacity(lengths.count)
        var start = 0
        for length in lengths {
            arrivals.append(strings.number(of: start..<start + Int(length)))
            guard strings.ranges.count <= allowed else { return nil }
            start += Int(length)
        }
        let distinct = strings.ranges.map { data[$0] }
        let order = distinct.indices.sorted { distinct[$0].lexicographicallyPrecedes(distinct[$1]) }
        var ranks = [UInt64](repeating: 0, count: distinct.count)
        var previous: ArraySlice<UInt8> = []
        for (rank, place) in order.enumerated() {
            ranks[place] = UInt64(rank)
            let string = distinct[place]
            let common = zip(previous, string).prefix { $0 == $1 }.count
            shared.append(UInt64(common))
            suffixLengths.append(UInt64(string.count - common))
            suffixes.append(contentsOf: string.dropFirst(common))
            previous = string
        }
        indexes = arrivals.map { ranks[$0] }
    }
}
