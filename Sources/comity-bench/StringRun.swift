import ComityLinkage
import ComityRecords

/// Jaro-Winkler of one name against many: patterns of which each is prepared once, against all family names.
struct StringRun {
    private static let patterns = 200
    /// Bytes of all names, and where each ends.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    init(records: Int) {
        var persons = Persons()
        for content in persons.take(records) {
            for name in content[.names] {
                guard let family = name.value[NamePart.family]?.text,
                    let value = Standardisation.value(family, kind: .surname)
                else { continue }
                bytes += value
                ends.append(bytes.count)
            }
        }
    }

    func run() -> Sample {
        var watch = Stopwatch()
        let total = watch.time { bytes.withUnsafeBufferPointer { sum(of: $0) } }
        var sample = Sample(watch, checksum: total.bitPattern)
        let pairs = min(Self.patterns, ends.count) * ends.count
        sample.items = pairs
        sample.figures = [
            ("ns_per_pair_cpu", watch.cpu * 1e9 / Double(max(pairs, 1))),
            ("bytes_per_name", Double(bytes.count) / Double(max(ends.count, 1))),
        ]
        return sample
    }

    private func sum(of bytes: UnsafeBufferPointer<UInt8>) -> Double {
        var sum = 0.0
        for number in 0..<min(Self.patterns, ends.count) {
            let pattern = StringPattern(name(number, bytes))
            for other in ends.indices { sum += pattern.similarity(to: name(other, bytes)) }
        }
        return sum
    }

    private func name(_ number: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]])
    }
}
