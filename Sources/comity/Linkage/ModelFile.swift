import ComityCore
import ComityLinkage
import ComityNode
import Glibc

/// A model as a file. Specs/linkage-model.md#encoding
enum ModelFile {
    /// A model holds hashes of names: only its owner reads it.
    private static let mode: mode_t = 0o600

    /// - Throws: exit 65 naming the file.
    static func read(_ path: String) throws(ControlFailure) -> LinkageModel {
        let bytes = try Files.read(path, limitBytes: LinkageLimits.modelBytes)
        do throws(LinkageError) {
            return try LinkageModel(decoding: bytes)
        } catch {
            throw ControlFailure(error.code, "`\(path)` is no model: \(error.reason)", exit: .badData)
        }
    }

    /// - Throws: exit 73.
    static func write(_ model: LinkageModel, to path: OutputPath) throws(ControlFailure) {
        try path.write(model.encoded, mode: mode)
    }
}
