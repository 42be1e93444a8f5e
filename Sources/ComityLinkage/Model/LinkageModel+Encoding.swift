import ComityCore

/// The model file. Specs/linkage-model.md#encoding
extension LinkageModel {
    private static var version: Int64 { 1 }
    private static var keyCount: Int { 8 }

    /// Deterministic CBOR; numbers that are not whole are the 8 bytes of IEEE 754 binary64, highest first.
    /// Complexity: O(frequent values log frequent values).
    package var encoded: [UInt8] {
        var writer = CBORWriter()
        writer.map(count: Self.keyCount)
        writer.integer(0)
        writer.integer(Self.version)
        writer.integer(1)
        writer.array(count: plan.fields.count)
        for field in plan.fields { Self.write(field, &writer) }
        writer.integer(2)
        writer.array(count: comparisons.count)
        for comparison in comparisons { Self.write(comparison, &writer) }
        writer.integer(3)
        writer.byteString(DoubleBytes.encode([prior]))
        writer.integer(4)
        writer.byteString(DoubleBytes.encode([threshold]))
        writer.integer(5)
        writer.array(count: rules.count)
        for rule in rules { Self.write(rule, &writer) }
        writer.integer(6)
        writer.unsigned(UInt64(bucketLimit))
        writer.integer(7)
        writer.byteString(DoubleBytes.encode([sharing.household, sharing.place]))
        return writer.bytes
    }

    /// - Throws: `malformed-model` for anything that ``encoded`` would not have written, `limit-exceeded` for more than
    ///   ``LinkageLimits/modelBytes``.
    package init(decoding bytes: [UInt8]) throws(LinkageError) {
        guard bytes.count <= LinkageLimits.modelBytes else {
            throw LinkageError(.limitExceeded, "a model of \(bytes.count) bytes is over the limit", family: .peer)
        }
        do {
            var reader = ModelReader(bytes)
            self = try reader.model()
        } catch let error as LinkageError {
            throw error
        } catch {
            throw LinkageError(.malformedModel, "the model cannot be read: \(error)", family: .peer)
        }
        guard encoded == bytes else {
            throw LinkageError(.malformedModel, "the model is not in its one spelling", family: .peer)
        }
    }

    private static func write(_ field: LinkageField, _ writer: inout CBORWriter) {
        writer.array(count: 3)
        writer.text(field.name)
        writer.text(field.kind.rawValue)
        writer.text(field.dateOrder.rawValue)
    }

    private static func write(_ comparison: ComparisonModel, _ writer: inout CBORWriter) {
        writer.array(count: 5)
        writer.byteString(DoubleBytes.encode(comparison.m))
        writer.byteString(DoubleBytes.encode(comparison.u))
        writer.byteString(DoubleBytes.encode(comparison.weights))
        writer.byteString(DoubleBytes.encode([comparison.frequencies.rare]))
        let adjustments = comparison.frequencies.adjustments.sorted { $0.key < $1.key }
        writer.byteString(adjustments.flatMap { bigEndianBytes($0.key) + DoubleBytes.encode([$0.value]) })
    }

    private static func write(_ rule: BlockingRule, _ writer: inout CBORWriter) {
        writer.array(count: 2)
        writer.boolean(rule.isUnordered)
        writer.array(count: rule.parts.count)
        for part in rule.parts {
            writer.array(count: 2)
            writer.unsigned(UInt64(part.comparison))
            writer.text(part.transform.rawValue)
        }
    }
}
