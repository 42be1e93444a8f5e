package import ComityCore
import ComityFeed
import ComitySync

/// What a dishonest member does to the bytes that its otherwise honest node sends.
package final class Tamperer {
    package enum Habit: String, CaseIterable, Sendable {
        /// One bit is another.
        case flipsBits = "flips-bits"
        /// What was sent once is sent again, to whomever.
        case replays
        /// Batches of other members' feeds are passed on sometimes, and sometimes not.
        case withholds
    }

    package let agency: AgencyID
    package let habit: Habit
    private var dice: SeededChance
    private var remembered: [[UInt8]] = []

    package init(_ habit: Habit, agency: AgencyID, seed: UInt64) {
        self.agency = agency
        self.habit = habit
        dice = SeededChance(seed: seed, part: 7)
    }

    /// What goes onto the wire in the place of a frame.
    package func tamper(_ frame: [UInt8]) -> [[UInt8]] {
        switch habit {
        case .flipsBits:
            guard frame.count > 5, dice.chance(0.1) else { return [frame] }
            var flipped = frame
            flipped[Int(dice.number(in: 5...Int64(frame.count - 1)))] ^= 1 << UInt8(dice.number(in: 0...7))
            return [flipped]
        case .replays:
            let again = dice.chance(0.2) ? remembered.randomElement(using: &dice.random) : nil
            if remembered.count < 50, frame.count > 5, frame[4] != FrameType.hello.rawValue { remembered.append(frame) }
            return [frame] + (again.map { [$0] } ?? [])
        case .withholds:
            guard frame.count > 5, frame[4] == FrameType.batch.rawValue, isForeign(frame) else { return [frame] }
            return dice.chance(0.5) ? [] : [frame]
        }
    }

    private func isForeign(_ frame: [UInt8]) -> Bool {
        do { return try UnverifiedBatch(decoding: Array(frame[5...])).feed.origin != agency } catch { return false }
    }
}
