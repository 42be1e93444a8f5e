/// A probability as people write it.
struct Probability: ArgumentValue {
    let value: Double

    static var placeholder: String { "P" }
    static var expectation: String { "a probability from 0 to 1 such as 0.9" }

    static func reading(_ text: String) -> Probability? {
        guard let value = Double(text), (0...1).contains(value) else { return nil }
        return Probability(value: value)
    }

    /// As control requests carry it.
    var millionths: Int64 { Int64((value * 1_000_000).rounded()) }
}
