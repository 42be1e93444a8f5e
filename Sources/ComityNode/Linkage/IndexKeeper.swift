package import ComityCore
import ComityCrypto
package import ComityLinkage
package import ComityStore

/// Keeps the live index in sealed files and finds it again. Specs/linkage-index.md#files
package struct IndexKeeper {
    private let files: SealedIndex

    package init(_ files: SealedIndex) { self.files = files }

    /// What a model is known by in the files.
    package static func digest(of model: LinkageModel) -> Digest { SHA256.hash(model.encoded) }

    /// The identity and position of the files, if they are of this model and of the present form; nil if not.
    package func state(_ model: LinkageModel) -> (identity: Digest, position: Int64)? {
        guard let header = files.header, header.version == IndexSegment.version,
            header.model == Self.digest(of: model)
        else { return nil }
        return (header.identity, header.position)
    }

    /// The index of a model from its files.
    /// - Throws: `corrupt` or `malformed-index` if the files are damaged: then ``SealedIndex/destroy()`` them.
    /// Complexity: O(bytes).
    package func read(_ model: LinkageModel, _ mode: LinkageMode) throws -> LinkageIndex {
        let segments = try files.segments.map { number in
            try files.read(number) { sizes, fill in
                try IndexSegment(number: number, model: model, sectionBytes: sizes, fill: fill)
            }
        }
        return LinkageIndex(model: model, mode: mode, segments: segments)
    }

    /// Writes what is new in the index, and destroys the keys of what is not in it any more.
    /// - Parameters:
    ///   - identity: a new name for this state, which the store knows already.
    ///   - position: the last change of the store that the index has.
    /// Complexity: O(bytes that are new).
    package func write(
        _ index: inout LinkageIndex, identity: Digest, position: Int64, _ random: inout some RandomSource
    ) throws {
        index.freeze()
        let header = SealedIndex.Header(
            version: IndexSegment.version, model: Self.digest(of: index.model), identity: identity,
            position: position)
        // Taken once: the arrays stay where they are as long as the segments live.
        let segments = index.segments
        try withExtendedLifetime(segments) {
            try files.replace(
                header: header,
                segments: segments.map { SealedIndex.Segment(number: $0.number, sections: $0.sections) }, &random)
        }
    }

    /// Destroys the files: the index is to be made again.
    package func destroy() throws { try files.destroy() }
}
