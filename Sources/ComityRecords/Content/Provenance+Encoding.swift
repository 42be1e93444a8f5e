package import ComityCore

/// A sparse map with integer keys. Specs/records.md#provenance
extension Provenance {
    private enum Key {
        static let observedAt: UInt32 = 1
        static let recordedAt: UInt32 = 2
        static let author: UInt32 = 3
        static let method: UInt32 = 4
        static let basis: UInt32 = 5
        static let sourceEvaluation: UInt32 = 6
        static let informationEvaluation: UInt32 = 7
        static let confidence: UInt32 = 8
        static let evidenceRef: UInt32 = 9
        static let expires: UInt32 = 10
    }

    private var count: Int {
        (observedAt == nil ? 0 : 1) + (recordedAt == nil ? 0 : 1) + (author == nil ? 0 : 1) + (method == nil ? 0 : 1)
            + (factOrAssessment == nil ? 0 : 1) + (sourceEvaluation == nil ? 0 : 1)
            + (informationEvaluation == nil ? 0 : 1) + (confidence == nil ? 0 : 1) + (evidenceRef == nil ? 0 : 1)
            + (expires == nil ? 0 : 1) + unknown.count
    }

    package func encode(into writer: inout CBORWriter) {
        writer.map(count: count)
        Self.write(Key.observedAt, observedAt?.milliseconds, into: &writer)
        Self.write(Key.recordedAt, recordedAt.map { Int64($0.value) }, into: &writer)
        Self.write(Key.author, author, into: &writer)
        Self.write(Key.method, method.map { Int64($0.number) }, into: &writer)
        Self.write(Key.basis, factOrAssessment.map { Int64($0.number) }, into: &writer)
        Self.write(Key.sourceEvaluation, sourceEvaluation, into: &writer)
        Self.write(Key.informationEvaluation, informationEvaluation, into: &writer)
        Self.write(Key.confidence, confidence.map(Int64.init), into: &writer)
        Self.write(Key.evidenceRef, evidenceRef, into: &writer)
        Self.write(Key.expires, expires?.milliseconds, into: &writer)
        for entry in unknown {
            writer.integer(Int64(entry.key))
            writer.raw(entry.encoded)
        }
    }

    package init(from reader: inout CBORReader) throws(CoreError) {
        self.init()
        var order = MapKeyOrder()
        for _ in 0..<(try reader.map()) {
            let key = UInt32(try reader.unsigned(atMost: UInt64(UInt32.max)))
            try order.accept(Int64(key))
            try read(key, from: &reader)
        }
    }

    private mutating func read(_ key: UInt32, from reader: inout CBORReader) throws(CoreError) {
        switch key {
        case Key.observedAt: observedAt = try reader.instant()
        case Key.recordedAt: recordedAt = HybridTime(try reader.unsigned())
        case Key.author: author = try Value.text(from: &reader)
        case Key.method: method = ClaimMethod(number: UInt8(try reader.unsigned(atMost: 255)))
        case Key.basis: factOrAssessment = ClaimBasis(number: UInt8(try reader.unsigned(atMost: 255)))
        case Key.sourceEvaluation: sourceEvaluation = try Evaluation(from: &reader)
        case Key.informationEvaluation: informationEvaluation = try Evaluation(from: &reader)
        case Key.confidence: confidence = UInt8(try reader.unsigned(atMost: 100))
        case Key.evidenceRef: evidenceRef = try Value.text(from: &reader)
        case Key.expires: expires = try reader.instant()
        case 0: throw CoreError(.unexpectedCBOR, "provenance has no key 0")
        default: unknown.append(UnknownEntry(key: key, encoded: Array(try reader.encodedItem())))
        }
    }

    private static func write(_ key: UInt32, _ integer: Int64?, into writer: inout CBORWriter) {
        guard let integer else { return }
        writer.integer(Int64(key))
        writer.integer(integer)
    }

    private static func write(_ key: UInt32, _ text: String?, into writer: inout CBORWriter) {
        guard let text else { return }
        writer.integer(Int64(key))
        writer.text(text)
    }

    private static func write(_ key: UInt32, _ evaluation: Evaluation?, into writer: inout CBORWriter) {
        guard let evaluation else { return }
        writer.integer(Int64(key))
        writer.array(count: 2)
        writer.text(evaluation.scheme)
        writer.text(evaluation.code)
    }
}

extension Evaluation {
    fileprivate init(from reader: inout CBORReader) throws(CoreError) {
        try reader.array(count: 2)
        self.init(scheme: try Value.text(from: &reader), code: try Value.text(from: &reader))
    }
}
