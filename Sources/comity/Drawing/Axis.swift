/// Where values stand along one side of a drawing.
struct Axis {
    let low: Double
    let high: Double
    private let start: Double
    private let end: Double

    /// - Parameters:
    ///   - low: less than `high`.
    ///   - start: the pixel of `low`.
    ///   - end: the pixel of `high`.
    init(_ low: Double, _ high: Double, from start: Double, to end: Double) {
        self.low = low
        self.high = max(high, low + 1e-9)
        self.start = start
        self.end = end
    }

    func pixel(_ value: Double) -> Double {
        start + (min(max(value, low), high) - low) / (high - low) * (end - start)
    }

    /// Round values within the axis: multiples of 1, 2 or 5 times a power of ten, about `count` of them.
    func ticks(_ count: Int) -> [Double] {
        let wanted = (high - low) / Double(max(count, 1))
        var unit = 1.0
        while unit > wanted { unit /= 10 }
        while unit * 10 <= wanted { unit *= 10 }
        let step = [1.0, 2, 5, 10].map { $0 * unit }.first { $0 >= wanted } ?? unit * 10
        let first = (low / step).rounded(.up)
        let last = (high / step).rounded(.down)
        guard first <= last else { return [] }
        return (Int(first)...Int(last)).map { Double($0) * step }
    }
}
