import ComityCompression
import ComityCore

/// Writes the streams of a column tree, choosing for each the smallest of the encodings. Specs/columns.md#streams
///
/// A long stream becomes a blob of its own and is compressed alone: one Huffman table for names and another for
/// numbers beats one for both.
struct StreamWriter: ~Copyable {
    private var control: [UInt8] = []
    private var blobs: [[UInt8]] = []

    /// The container: control block, then each blob. Specs/columns.md#container
    consuming func finish() throws(CompressionError) -> [UInt8] {
        var container: [UInt8] = []
        appendVarint(UInt64(blobs.count), to: &container)
        for section in [control] + blobs {
            let frame = try Zstandard.compress(section, level: StreamFormat.zstandardLevel, dictionary: nil)
            let stored = frame.count < section.count ? frame : section
            appendVarint(UInt64(section.count), to: &container)
            appendVarint(UInt64(stored.count), to: &container)
            container.append(contentsOf: stored)
        }
        return container
    }

    mutating func count(_ value: Int) { appendVarint(UInt64(value), to: &control) }

    mutating func shortBytes(_ value: [UInt8]) {
        count(value.count)
        control.append(contentsOf: value)
    }

    /// One byte where all kinds are equal, else the kinds themselves. Nothing for no occurrence.
    mutating func kinds(_ kinds: [UInt8]) {
        guard let first = kinds.first else { return }
        if kinds.allSatisfy({ $0 == first }) {
            control.append(first)
        } else {
            control.append(StreamFormat.mixedKinds)
            blob(kinds)
        }
    }

    /// Nothing for no value; the reader knows the number from the kinds.
    mutating func integers(_ values: [UInt64]) {
        guard let first = values.first else { return }
        if values.allSatisfy({ $0 == first }) {
            control.append(StreamFormat.constant)
            appendVarint(first, to: &control)
            return
        }
        let largest = values.reduce(0, max)
        let width = max(1, (UInt64.bitWidth - largest.leadingZeroBitCount + 7) / 8)
        let plain = varints(values)
        let differences = varints(deltas(values))
        if differences.count < min(plain.count, width * values.count) {
            control.append(StreamFormat.delta)
            blob(differences)
        } else if width * values.count <= plain.count {
            control.append(StreamFormat.fixed | UInt8(width))
            blob(fixed(values, width: width))
        } else {
            control.append(StreamFormat.varint)
            blob(plain)
        }
    }

    mutating func strings(lengths: [UInt64], data: [UInt8]) {
        guard !lengths.isEmpty else { return }
        if let dictionary = StringDictionary(lengths: lengths, data: data) {
            control.append(StreamFormat.dictionary)
            count(dictionary.lengths.count)
            integers(dictionary.lengths)
            blob(dictionary.data)
            integers(dictionary.indexes)
        } else {
            control.append(StreamFormat.plain)
            integers(lengths)
            blob(data)
        }
    }

    private mutating func blob(_ bytes: [UInt8]) {
        count(bytes.count)
        if bytes.count < StreamFormat.blobThresholdBytes {
            control.append(contentsOf: bytes)
        } else {
            blobs.append(bytes)
        }
    }

    /// Differences of neighbours, zigzag encoded, with wrap-around.
    private func deltas(_ values: [UInt64]) -> [UInt64] {
        var previous: UInt64 = 0
        return values.map { value in
            let difference = Int64(bitPattern: value &- previous)
            previous = value
            return UInt64(bitPattern: difference &<< 1 ^ difference &>> 63)
        }
    }

    private func varints(_ values: [UInt64]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * values.count)
        for value in values { appendVarint(value, to: &bytes) }
        return bytes
    }

    private func fixed(_ values: [UInt64], width: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * values.count)
        for value in values {
            for byte in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: value &>> (8 * UInt64(byte)))) }
        }
        return bytes
    }
}

private func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest &>>= 7
    }
    bytes.append(UInt8(rest))
}
