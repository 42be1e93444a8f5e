import ComityCore

/// Seeded strings and choices for tests.
struct TestRandom {
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    mutating func chance(_ share: Double) -> Bool { Double(random.next() >> 11) / 9_007_199_254_740_992 < share }
    mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

    mutating func word(_ lengths: ClosedRange<Int>) -> String {
        String((0..<lengths.lowerBound + below(lengths.count)).map { _ in pick(Self.letters) })
    }

    mutating func shuffled<Item>(_ items: [Item]) -> [Item] {
        var items = items
        for place in items.indices.dropFirst() { items.swapAt(place, below(place + 1)) }
        return items
    }

    /// One slip: a letter replaced, left out, doubled or exchanged with its neighbour.
    mutating func slip(_ text: String) -> String {
        var letters = Array(text)
        guard letters.count > 2 else { return text }
        let place = below(letters.count - 1)
        switch below(4) {
        case 0: letters[place] = pick(text.first?.isNumber == true ? Self.digits : Self.letters)
        case 1: letters.remove(at: place)
        case 2: letters.insert(letters[place], at: place)
        default: letters.swapAt(place, place + 1)
        }
        return String(letters)
    }

    /// Two byte strings of few different letters, the second often derived from the first.
    mutating func similarStrings(longest: Int) -> ([UInt8], [UInt8]) {
        let alphabet = 2 + below(6)
        var left: [UInt8] = []
        for _ in 0..<below(chance(0.1) ? longest : 12) { left.append(0x61 + UInt8(below(alphabet))) }
        var right = left
        for _ in 0..<below(5) {
            let place = below(right.count + 1)
            if chance(0.5) { right.insert(0x61 + UInt8(below(alphabet)), at: place) }
            if right.count > 1 { right.swapAt(below(right.count), below(right.count)) }
            if chance(0.3), !right.isEmpty { right.remove(at: below(right.count)) }
        }
        return (left, right)
    }

    private static let letters = Array("abcdefghijklmnopqrstuvwxyz")
    private static let digits = Array("0123456789")
}
