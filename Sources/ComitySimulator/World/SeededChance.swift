import ComityCore

/// The dice of one part of the world. Each part has its own, so that one more throw in one does not change another.
package struct SeededChance {
    var random: SeededRandom

    init(seed: UInt64, part: UInt64) {
        var source = SeededRandom(seed: seed ^ (part &* 0x9E37_79B9_7F4A_7C15))
        random = SeededRandom(seed: source.next())
    }
}
