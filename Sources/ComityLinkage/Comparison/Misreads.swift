/// Characters that scanners and people read for one another. Specs/linkage-model.md#misreads
enum Misreads {
    /// Whether two different values are one, read wrongly: equal once `0`, `1`, `5`, `8`, `rn`, `vv` and their likes
    /// are spelt in one way. Complexity: O(bytes), no allocation.
    static func agree(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard min(left.count, right.count) >= shortest, abs(left.count - right.count) <= 2 else { return false }
        var one = 0
        var other = 0
        while one < left.count, other < right.count {
            let (leftShape, leftWidth) = shape(left, one)
            let (rightShape, rightWidth) = shape(right, other)
            guard leftShape == rightShape else { return false }
            one += leftWidth
            other += rightWidth
        }
        return one == left.count && other == right.count
    }

    /// Which characters are left once those that look alike are one. Complexity: O(bytes).
    static func shapes(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var shapes: UInt64 = 0
        var place = 0
        while place < bytes.count {
            let (shape, width) = shape(bytes, place)
            shapes |= 1 &<< UInt64(shape & 63)
            place += width
        }
        return shapes
    }

    /// Below this a value has too few characters to be recognised.
    private static let shortest = 3

    /// The character that stands for all that look like it, and how many bytes it took.
    private static func shape(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> (UInt8, Int) {
        let next = place + 1 < bytes.count ? bytes[place + 1] : 0
        switch bytes[place] {
        case 0x30: return (0x6F, 1)  // 0 o
        case 0x31, 0x6C: return (0x69, 1)  // 1 l i
        case 0x32: return (0x7A, 1)  // 2 z
        case 0x35: return (0x73, 1)  // 5 s
        case 0x38: return (0x62, 1)  // 8 b
        case 0x39, 0x71: return (0x67, 1)  // 9 q g
        case 0x72 where next == 0x6E: return (0x6D, 2)  // rn m
        case 0x76 where next == 0x76: return (0x77, 2)  // vv w
        case 0x63 where next == 0x6C: return (0x64, 2)  // cl d
        default: return (bytes[place], 1)
        }
    }
}
