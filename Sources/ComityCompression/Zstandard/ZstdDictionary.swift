import CZstd
import ComityCore

/// A shared beginning that makes small frames smaller. Trained on synthetic data only: a dictionary holds pieces of
/// what it was trained on, and every peer holds the dictionary.
package struct ZstdDictionary: Hashable, Sendable {
    /// The largest dictionary: eight times what zstd's authors advise.
    package static let limitBytes = 1 << 20

    package let bytes: [UInt8]
    /// The number that frames name it by. Never 0.
    package let id: UInt32

    /// - Throws: `malformed-dictionary` unless the bytes are a zstd dictionary with an id; `limit-exceeded`.
    package init(bytes: [UInt8]) throws(CompressionError) {
        guard bytes.count <= Self.limitBytes else {
            throw CompressionError(
                .limitExceeded, "a dictionary has at most \(Self.limitBytes) bytes, not \(bytes.count)")
        }
        let id = bytes.withUnsafeBytes { ZSTD_getDictID_fromDict($0.baseAddress, $0.count) }
        guard id != 0 else {
            throw CompressionError(.malformedDictionary, "the bytes are no zstd dictionary with an id")
        }
        self.bytes = bytes
        self.id = id
    }

    /// Trains a dictionary. Deterministic. Complexity: linear in the samples, about 10 MB a second.
    /// - Throws: `malformed-dictionary` if there are too few samples.
    package static func train(samples: [[UInt8]], limitBytes: Int) throws(CompressionError) -> ZstdDictionary {
        let joined = Array(samples.joined())
        let sizes = samples.map(\.count)
        var written = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: min(limitBytes, Self.limitBytes)) { output, count in
            written = ZDICT_trainFromBuffer(
                output.baseAddress, output.count, joined, sizes, UInt32(sizes.count))
            count = ZDICT_isError(written) == 0 ? written : 0
        }
        guard ZDICT_isError(written) == 0 else {
            let reason = String(cString: ZDICT_getErrorName(written))
            throw CompressionError(.malformedDictionary, "cannot train a dictionary: \(reason)", family: .local)
        }
        return try ZstdDictionary(bytes: bytes)
    }
}
