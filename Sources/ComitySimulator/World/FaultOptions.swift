/// How badly the simulated world behaves: every fault by its name. Probabilities are of one chance, times are in
/// milliseconds. docs/simulator.md
package struct FaultOptions: Sendable {
    // MARK: For each message
    /// The least and most that a message travels.
    package var delayMilliseconds: ClosedRange<Int64> = 1...30
    /// A message that is held up for long; what comes behind it on the same link waits too.
    package var longDelay = 0.02
    package var longDelayMilliseconds: ClosedRange<Int64> = 500...4000
    /// A message is lost: over TCP this means that the link is cut, with everything that was under way.
    package var loss = 0.01
    /// A message arrives in pieces.
    package var fragmentation = 0.1
    /// A sender is told that its link is full, and later that it has drained.
    package var congestion = 0.02

    /// Bytes of both directions after which a link is cut; nil for links that last.
    package var linkBytes: Int?
    /// A run in which no link carries more than some thousand bytes.
    package var shortLinks = 0.1

    // MARK: For each step of the workload
    package var cut = 0.05
    /// A second link between two peers that have one: both carry the same feeds for a while.
    package var overlap = 0.04
    package var partition = 0.06
    /// Of partitions: one direction only.
    package var asymmetry = 0.4
    package var heal = 0.15
    package var crash = 0.05
    /// The power fails while the key folder is written, between the commit and what should follow it.
    package var powerCut = 0.04
    package var backup = 0.04
    package var restore = 0.02
    package var clockJump = 0.04
    /// A node's clock is off by at most this: two clocks may differ by twice as much, which is what admission allows.
    package var clockSkewMilliseconds: Int64 = 240_000
    /// Days pass at once.
    package var timeLeap = 0.05

    // MARK: Members who do not keep the rules
    /// A run has a lying origin.
    package var liar = 0.3
    /// A run has a member who tampers with what it sends or relays.
    package var tamperer = 0.2

    package init() {}

    /// A network that only takes time.
    package static var none: FaultOptions {
        var options = FaultOptions()
        options.longDelay = 0
        options.loss = 0
        options.fragmentation = 0
        options.congestion = 0
        options.shortLinks = 0
        options.cut = 0
        options.overlap = 0
        options.partition = 0
        options.heal = 0
        options.crash = 0
        options.powerCut = 0
        options.backup = 0
        options.restore = 0
        options.clockJump = 0
        options.timeLeap = 0
        options.liar = 0
        options.tamperer = 0
        return options
    }

    /// The faults of messages alone, gone: for the end of a run, when everything must come together.
    var calm: FaultOptions {
        var options = Self.none
        options.delayMilliseconds = delayMilliseconds
        return options
    }
}

extension SeededChance {
    /// True with a probability.
    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &random) < probability }

    mutating func number(in range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

    /// One of some, nil of none.
    mutating func one<Element>(of choices: some Collection<Element>) -> Element? {
        choices.randomElement(using: &random)
    }
}
