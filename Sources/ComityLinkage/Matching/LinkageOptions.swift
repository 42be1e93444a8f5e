/// Which pairs count.
package enum LinkageMode: String, CaseIterable, Sendable {
    /// Any two rows.
    case dedupe
    /// Rows of different sources only.
    case link
    /// Any two rows, of one source or of different ones.
    case linkAndDedupe = "link-and-dedupe"
}

/// How many partners a row may have.
package enum Assignment: String, Sendable {
    /// One to one in link mode if hardly any match is lost by it, else free. Specs/linkage-model.md#assignment
    case automatic
    case oneToOne = "one-to-one"
    case free
}

/// How a run is done. The defaults suit every kind of data; nothing here needs labels.
package struct LinkageOptions: Sendable {
    package var mode: LinkageMode
    package var assignment: Assignment = .automatic
    /// Replaces the model's threshold, in bits.
    package var threshold: Double?
    /// Pairs below this probability are not reported.
    package var reviewProbability = 0.05
    /// Candidate pairs for each row, on average, that the choice of rules may spend.
    package var pairsPerRow = 15
    /// Candidate pairs that may be spent on however few rows.
    package var leastPairs = 200_000
    /// Rows that may share a blocking key.
    package var bucketLimit = 128
    /// Candidate pairs that a training compares, about: by far enough for shares of levels.
    package var trainingPairs = 500_000
    /// Random pairs from which u is estimated.
    package var randomPairs = 40_000
    /// Bytes that a run may take, with its table; a run that would need more is refused before it takes them.
    package var memoryBytes = 8 << 30
    /// Threads that may be used; the results are the same for any number.
    package var threads = 1

    package init(mode: LinkageMode) { self.mode = mode }
}
