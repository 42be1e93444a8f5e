import ComityCompression
import ComityCore

/// Writes the streams of a column tree, choosing for each the smallest of the encodings. Specs/columns.md#streams
///
/// A long stream becomes a blob of its own and is compressed alone: one Huffman table for names and another for
/// numbers beats one for both.
struct StreamBuilder {
    /// A section as it is stored: compressed, or as it is where that is not smaller.
    struct Section {
        let sizeBytes: Int
        let stored: [UInt8]
    }

    private(set) var control: [UInt8] = []
    private(set) var blobs: [Section] = []
    private let compressor: ZstdCompressor

    init(_ compressor: ZstdCompressor) { self.compressor = compressor }

    /// What all sections expand to.
    var expandedBytes: Int { blobs.reduce(control.count) { $0 + $1.sizeBytes } }

    /// What it takes on the wire, the control block uncompressed: good enough to choose by.
    private var costBytes: Int { blobs.reduce(control.count) { $0 + $1.stored.count + 4 } }

    /// The container: control block, then each blob. Specs/columns.md#container
    func container() throws(CompressionError) -> [UInt8] {
        var container: [UInt8] = []
        container.reserveCapacity(costBytes + 64)
        appendVarint(UInt64(blobs.count), to: &container)
        for section in [try compressed(control)] + blobs {
            appendVarint(UInt64(section.sizeBytes), to: &container)
            appendVarint(UInt64(section.stored.count), to: &container)
            container.append(contentsOf: section.stored)
        }
        return container
    }

    private func compressed(_ bytes: [UInt8]) throws(CompressionError) -> Section {
        let frame = try compressor.compress(bytes)
        return Section(sizeBytes: bytes.count, stored: frame.count < bytes.count ? frame : bytes)
    }

    mutating func count(_ value: Int) { appendVarint(UInt64(value), to: &control) }

    mutating func shortBytes(_ value: [UInt8]) {
        count(value.count)
        control.append(contentsOf: value)
    }

    /// One byte where all kinds are equal, else the kinds themselves. Nothing for no occurrence.
    mutating func kinds(_ kinds: [UInt8]) throws(CompressionError) {
        guard let first = kinds.first else { return }
        if kinds.allSatisfy({ $0 == first }) {
            control.append(first)
        } else {
            control.append(StreamFormat.mixedKinds)
            try blob(kinds)
        }
    }

    /// Nothing for no value; the reader knows the number from the kinds.
    mutating func integers(_ values: [UInt64]) throws(CompressionError) {
        guard let first = values.first else { return }
        var smallest = first
        var largest = first
        for value in values {
            smallest = min(smallest, value)
            largest = max(largest, value)
        }
        if smallest == largest {
            control.append(StreamFormat.constant)
            appendVarint(first, to: &control)
            return
        }
        let width = (UInt64.bitWidth - (largest - smallest).leadingZeroBitCount + 7) / 8
        let frameBytes = width * values.count
        // Differences pay where neighbours are close: timestamps and positions.
        if width > 1 {
            let differences = varints(deltas(values))
            if differences.count < frameBytes {
                control.append(StreamFormat.delta)
                return try blob(differences)
            }
            let plain = varints(values)
            if plain.count < frameBytes {
                control.append(StreamFormat.varint)
                return try blob(plain)
            }
        }
        control.append(StreamFormat.frame | UInt8(width))
        appendVarint(smallest, to: &control)
        for plane in (0..<width).reversed() {
            let shift = UInt64(8 * plane)
            try bytePlane(values.map { UInt8(truncatingIfNeeded: ($0 - smallest) &>> shift) })
        }
    }

    /// The smallest of the encodings that are worth a trial.
    mutating func strings(lengths: [UInt64], data: [UInt8]) throws(CompressionError) {
        guard !lengths.isEmpty else { return }
        var best = try candidate { (builder) throws(CompressionError) in
            builder.control.append(StreamFormat.plain)
            try builder.integers(lengths)
            try builder.blob(data)
        }
        if data.count >= StreamFormat.blobThresholdBytes {
            if let transposed = TransposedStrings(lengths: lengths, data: data) {
                let other = try candidate { (builder) throws(CompressionError) in
                    builder.control.append(StreamFormat.transposed)
                    try builder.integers(lengths)
                    for plane in transposed.planes { try builder.bytePlane(plane) }
                }
                if other.costBytes < best.costBytes { best = other }
            }
            if let dictionary = StringDictionary(lengths: lengths, data: data) {
                let other = try candidate { (builder) throws(CompressionError) in
                    builder.control.append(StreamFormat.dictionary)
                    builder.count(dictionary.shared.count)
                    try builder.integers(dictionary.shared)
                    try builder.integers(dictionary.suffixLengths)
                    try builder.blob(dictionary.suffixes)
                    try builder.integers(dictionary.indexes)
                }
                if other.costBytes < best.costBytes { best = other }
            }
        }
        control.append(contentsOf: best.control)
        blobs.append(contentsOf: best.blobs)
    }

    private func candidate(
        _ write: (inout StreamBuilder) throws(CompressionError) -> Void
    ) throws(CompressionError) -> StreamBuilder {
        var builder = StreamBuilder(compressor)
        try write(&builder)
        return builder
    }

    /// One byte of each value: a flag and the byte that all share, or all of them.
    private mutating func bytePlane(_ bytes: [UInt8]) throws(CompressionError) {
        if let first = bytes.first, bytes.allSatisfy({ $0 == first }) {
            control.append(1)
            control.append(first)
        } else {
            control.append(0)
            try blob(bytes)
        }
    }

    private mutating func blob(_ bytes: [UInt8]) throws(CompressionError) {
        count(bytes.count)
        if bytes.count < StreamFormat.blobThresholdBytes {
            control.append(contentsOf: bytes)
        } else {
            blobs.append(try compressed(bytes))
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
}

private func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest &>>= 7
    }
    bytes.append(UInt8(rest))
}
