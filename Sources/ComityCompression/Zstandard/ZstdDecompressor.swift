import CZstd
import ComityCore

/// Decompresses one frame after another, reusing its memory. Not `Sendable`: it has one owner.
package final class ZstdDecompressor {
    private let context: OpaquePointer
    private let dictionary: ZstdDictionary?

    /// - Throws: `library-failed` if there is no memory.
    package init(dictionary: ZstdDictionary? = nil) throws(CompressionError) {
        guard let context = ZSTD_createDCtx() else {
            throw CompressionError(.libraryFailed, "no memory to decompress", family: .local)
        }
        self.context = context
        self.dictionary = dictionary
        guard let dictionary else { return }
        let code = dictionary.bytes.withUnsafeBytes { ZSTD_DCtx_loadDictionary(context, $0.baseAddress, $0.count) }
        guard ZSTD_isError(code) == 0 else { throw Self.failure(code) }
    }

    deinit { ZSTD_freeDCtx(context) }

    /// The content of a frame that declares at most `limitBytes`.
    ///
    /// - Throws: `malformed-frame` if the bytes are not exactly one frame, if it declares no size, or if its content
    ///   has
    ///   another size; `limit-exceeded`; `wrong-dictionary`.
    package func decompress(_ frame: [UInt8], limitBytes: Int) throws(CompressionError) -> [UInt8] {
        let declaredBytes = try declaredSize(frame, limitBytes: limitBytes)
        try checkDictionary(frame)
        var read = 0
        let content = [UInt8](unsafeUninitializedCapacity: declaredBytes) { output, count in
            read = frame.withUnsafeBytes {
                ZSTD_decompressDCtx(context, output.baseAddress, declaredBytes, $0.baseAddress, $0.count)
            }
            count = ZSTD_isError(read) == 0 ? read : 0
        }
        guard ZSTD_isError(read) == 0 else { throw Self.failure(read) }
        guard content.count == declaredBytes else {
            throw CompressionError(
                .malformedFrame, "a frame declares \(declaredBytes) bytes and holds \(content.count)")
        }
        return content
    }

    private func declaredSize(_ frame: [UInt8], limitBytes: Int) throws(CompressionError) -> Int {
        let (frameBytes, declared) = frame.withUnsafeBytes {
            (ZSTD_findFrameCompressedSize($0.baseAddress, $0.count), ZSTD_getFrameContentSize($0.baseAddress, $0.count))
        }
        guard ZSTD_isError(frameBytes) == 0, declared != Self.sizeError else {
            throw CompressionError(.malformedFrame, "the bytes are no whole zstd frame")
        }
        guard declared != Self.sizeUnknown else {
            throw CompressionError(.malformedFrame, "a frame does not declare the size of its content")
        }
        guard declared <= UInt64(limitBytes) else {
            throw CompressionError(
                .limitExceeded, "a frame declares \(declared) bytes, over the limit of \(limitBytes)")
        }
        guard frameBytes == frame.count else {
            throw CompressionError(.malformedFrame, "\(frame.count - frameBytes) bytes follow the frame")
        }
        guard !isSkippable(frame) else { throw CompressionError(.malformedFrame, "a skippable frame holds nothing") }
        return Int(declared)
    }

    private func isSkippable(_ frame: [UInt8]) -> Bool {
        frame.withUnsafeBytes { ZSTD_isSkippableFrame($0.baseAddress, $0.count) != 0 }
    }

    private func checkDictionary(_ frame: [UInt8]) throws(CompressionError) {
        let wanted = frame.withUnsafeBytes { ZSTD_getDictID_fromFrame($0.baseAddress, $0.count) }
        let given = dictionary?.id ?? 0
        guard wanted == given else {
            throw CompressionError(.wrongDictionary, "a frame was made with dictionary \(wanted), not with \(given)")
        }
    }

    private static func failure(_ code: Int) -> CompressionError {
        let isOurs = ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation
        return CompressionError(
            isOurs ? .libraryFailed : .malformedFrame,
            "cannot decompress: \(String(cString: ZSTD_getErrorName(code)))", family: isOurs ? .local : .peer)
    }

    // ZSTD_CONTENTSIZE_UNKNOWN and ZSTD_CONTENTSIZE_ERROR are macros that Swift does not import.
    private static let sizeUnknown = UInt64.max
    private static let sizeError = UInt64.max - 1
}
