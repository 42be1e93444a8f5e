import CZstd
import ComityCore

/// Compresses one thing after another, reusing its memory. Not `Sendable`: it has one owner.
package final class ZstdCompressor {
    private let context: OpaquePointer
    private let dictionary: ZstdDictionary?

    /// - Parameters:
    ///   - level: 1 (fast) to 19 (small); others are clamped.
    /// - Throws: `library-failed` if there is no memory.
    package init(
        level: Int32 = Zstandard.defaultLevel, dictionary: ZstdDictionary? = nil
    ) throws(CompressionError) {
        guard let context = ZSTD_createCCtx() else {
            throw CompressionError(.libraryFailed, "no memory to compress", family: .local)
        }
        self.context = context
        self.dictionary = dictionary
        try check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, min(max(level, 1), 19)))
        if let dictionary {
            try check(
                dictionary.bytes.withUnsafeBytes { ZSTD_CCtx_loadDictionary(context, $0.baseAddress, $0.count) })
        }
    }

    deinit { ZSTD_freeCCtx(context) }

    /// One frame that holds `content` and declares its size.
    package func compress(_ content: [UInt8]) throws(CompressionError) -> [UInt8] {
        var written = 0
        let frame = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(content.count)) { output, count in
            written = content.withUnsafeBytes {
                ZSTD_compress2(context, output.baseAddress, output.count, $0.baseAddress, $0.count)
            }
            count = ZSTD_isError(written) == 0 ? written : 0
        }
        try check(written)
        return frame
    }

    private func check(_ code: Int) throws(CompressionError) {
        guard ZSTD_isError(code) == 0 else {
            throw CompressionError(
                .libraryFailed, "cannot compress: \(String(cString: ZSTD_getErrorName(code)))", family: .local)
        }
    }
}
