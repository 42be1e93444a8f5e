/// The distinct strings of a column in order of first appearance, where that is worth it. Specs/columns.md#strings
struct StringDictionary {
    /// A dictionary is worth its place only if strings repeat at least so often on average.
    static let repetitions = 3
    /// And only with few entries, so that an index takes one byte.
    static let entryLimit = 256

    private(set) var lengths: [UInt64] = []
    private(set) var data: [UInt8] = []
    private(set) var indexes: [UInt64] = []

    /// Nil where the strings repeat too little. Complexity: O(bytes).
    init?(lengths all: [UInt64], data source: [UInt8]) {
        guard all.count > Self.repetitions else { return nil }
        let allowed = min(Self.entryLimit, all.count / Self.repetitions)
        var places: [ArraySlice<UInt8>: UInt64] = [:]
        var start = 0
        for length in all {
            let string = source[start..<start + Int(length)]
            start += Int(length)
            if let place = places[string] {
                indexes.append(place)
                continue
            }
            guard places.count < allowed else { return nil }
            indexes.append(UInt64(places.count))
            places[string] = UInt64(places.count)
            lengths.append(length)
            data.append(contentsOf: string)
        }
    }
}
