import ComityCore

/// Zstandard (RFC 8878) within bounds: one frame, which declares the size of its content; the size is checked against a
/// limit before anything is allocated, so that a small frame cannot unfold into a large one.
///
/// These calls set a context up each time. Code that compresses many small things keeps a ``ZstdCompressor``.
package enum Zstandard {
    /// The level of feed batches: columns matter more than the level, and 3 compresses faster than we hash.
    package static let defaultLevel: Int32 = 3

    /// One frame that holds `content`. Equal input, level, dictionary and library version give equal bytes.
    package static func compress(
        _ content: [UInt8], level: Int32 = defaultLevel, dictionary: ZstdDictionary? = nil
    ) throws(CompressionError) -> [UInt8] {
        try ZstdCompressor(level: level, dictionary: dictionary).compress(content)
    }

    /// The content of a frame.
    /// - Parameter limitBytes: the largest content that is accepted.
    /// - Throws: `limit-exceeded`, `malformed-frame`, `wrong-dictionary`.
    package static func decompress(
        _ frame: [UInt8], limitBytes: Int, dictionary: ZstdDictionary? = nil
    ) throws(CompressionError) -> [UInt8] {
        try ZstdDecompressor(dictionary: dictionary).decompress(frame, limitBytes: limitBytes)
    }
}
