/// Sorts numbers that carry a row, by counting digits. Specs/linkage-model.md#run
enum RadixSort {
    struct Entry {
        var key: UInt64
        var row: UInt32
    }

    private static let digitBits = 11
    private static let digits = 1 << digitBits

    /// Sorts ascending by key; entries of one key keep their order. Complexity: O(entries) for each of six digits, of
    /// which those that all keys share are passed over.
    static func sort(_ entries: inout [Entry]) {
        guard entries.count > 1 else { return }
        var other = [Entry](repeating: Entry(key: 0, row: 0), count: entries.count)
        var differing: UInt64 = 0
        let first = entries[0].key
        for entry in entries { differing |= entry.key ^ first }
        for shift in stride(from: 0, to: 64, by: digitBits)
        where (differing >> UInt64(shift)) & UInt64(digits - 1) != 0 {
            pass(&entries, &other, shift: UInt64(shift))
            swap(&entries, &other)
        }
    }

    private static func pass(_ from: inout [Entry], _ into: inout [Entry], shift: UInt64) {
        var starts = [Int](repeating: 0, count: digits + 1)
        starts.withUnsafeMutableBufferPointer { starts in
            from.withUnsafeBufferPointer { from in
                into.withUnsafeMutableBufferPointer { into in
                    let mask = UInt64(digits - 1)
                    for entry in from { starts[Int((entry.key >> shift) & mask) + 1] += 1 }
                    for digit in 1...digits { starts[digit] += starts[digit - 1] }
                    for entry in from {
                        let digit = Int((entry.key >> shift) & mask)
                        into[starts[digit]] = entry
                        starts[digit] += 1
                    }
                }
            }
        }
    }
}
