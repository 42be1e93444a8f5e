package import ComityCore
import ComityCrypto

/// The live index on disk: one sealed file for each segment, and in the key folder the list of those that count, each
/// with its key. Specs/linkage-index.md#files
///
/// The list is replaced whole: with it, at once, new files begin to count and old ones can be read by nobody any more.
/// Whatever fits nothing that is known is removed, and the index is made again from the store.
package final class SealedIndex {
    /// What the files belong to.
    package struct Header: Equatable, Sendable {
        /// What the bytes of segments mean.
        package let version: UInt64
        /// Of the model under which the index was made.
        package let model: Digest
        /// Names this state of the index; the store knows it too, so that one of another store is noticed.
        package let identity: Digest
        /// How many changes of the index the store had noted.
        package let position: UInt64

        package init(version: UInt64, model: Digest, identity: Digest, position: UInt64) {
            self.version = version
            self.model = model
            self.identity = identity
            self.position = position
        }
    }

    /// A segment to be kept: its number, and its arrays.
    package struct Segment {
        package let number: UInt64
        package let sections: [UnsafeRawBufferPointer]

        package init(number: UInt64, sections: [UnsafeRawBufferPointer]) {
            self.number = number
            self.sections = sections
        }
    }

    private let folder: any IndexFolder
    private let keys: any KeyFolder
    private var list: IndexList?

    /// Reads the list and removes files that it does not name. A list that cannot be read counts as none.
    package init(folder: any IndexFolder, keys: any KeyFolder) throws {
        self.folder = folder
        self.keys = keys
        let bytes = try keys.read(IndexList.file)
        list = bytes.flatMap { try? IndexList(decoding: $0) }
        try removeStrangers()
    }

    /// Nil if there is no index.
    package var header: Header? { list?.header }

    /// The numbers of the segments, ascending: the oldest first.
    package var segments: [UInt64] { list?.files.map(\.number) ?? [] }

    /// Reads one segment into arrays that `make` provides for: it is given the bytes of each section and a function
    /// that fills them one after the other.
    /// - Throws: `corrupt` if a bit of the file differs from what was sealed, or it is gone; what `make` throws.
    /// Complexity: O(bytes).
    package func read<Result>(
        _ number: UInt64,
        _ make: (_ sectionBytes: [Int], _ fill: (Int, UnsafeMutableRawBufferPointer) throws -> Void) throws -> Result
    ) throws -> Result {
        guard let file = list?.files.first(where: { $0.number == number }) else {
            throw StoreError(.corrupt, "the index has no segment \(number)")
        }
        let made = try folder.read(file.name) { next in
            var blocks = BlockReader(file, next)
            let made = try make(file.sectionBytes) { _, memory in try blocks.fill(memory) }
            try blocks.finish()
            return made
        }
        guard let made else { throw StoreError(.corrupt, "the file `\(file.name)` of the index is missing") }
        return made
    }

    /// Makes these segments the index: seals those that are new, and destroys the keys of those that are no more.
    /// - Parameter segments: all segments of the index, oldest first.
    /// Complexity: O(bytes of new segments).
    package func replace(
        header: Header, segments: [Segment], _ random: inout some RandomSource
    ) throws {
        var files: [IndexList.File] = []
        for segment in segments {
            if let known = list?.files.first(where: { $0.number == segment.number }) {
                files.append(known)
            } else {
                files.append(try write(segment, SymmetricKey.generate(&random)))
            }
        }
        let list = IndexList(header: header, files: files)
        try keys.replace(IndexList.file, with: list.encoded)
        self.list = list
        try removeStrangers()
    }

    /// Destroys all keys, then the files: the index is to be made again.
    package func destroy() throws {
        if try list != nil || keys.read(IndexList.file) != nil {
            try keys.replace(IndexList.file, with: IndexList.none)
        }
        list = nil
        try removeStrangers()
    }

    private func removeStrangers() throws {
        let known = Set(list?.files.map(\.name) ?? [])
        for name in try folder.names() where !known.contains(name) { try folder.remove(name) }
    }

    private func write(_ segment: Segment, _ key: SymmetricKey) throws -> IndexList.File {
        let file = IndexList.File(number: segment.number, key: key, sectionBytes: segment.sections.map(\.count))
        // One of this name that no list names was left by a call that was interrupted.
        try folder.remove(file.name)
        try folder.create(file.name) { append in
            var blocks = BlockWriter(file, append)
            for section in segment.sections { try blocks.write(section) }
            try blocks.finish()
        }
        return file
    }
}

/// The segments that count, as the key folder keeps them. Specs/linkage-index.md#list
struct IndexList {
    static let file = "index"

    struct File {
        let number: UInt64
        let key: SymmetricKey
        let sectionBytes: [Int]

        var name: String { "\(number).segment" }
        var byteCount: Int { sectionBytes.reduce(0, +) }
    }

    let header: SealedIndex.Header
    let files: [File]

    /// What stands in the place of a list when there is no index.
    static let none: [UInt8] = []

    var encoded: [UInt8] {
        var writer = CBORWriter()
        writer.array(count: 5)
        writer.unsigned(header.version)
        writer.digest(header.model)
        writer.digest(header.identity)
        writer.unsigned(header.position)
        writer.array(count: files.count)
        for file in files {
            writer.array(count: 3)
            writer.unsigned(file.number)
            writer.byteString(file.key.bytes)
            writer.array(count: file.sectionBytes.count)
            for bytes in file.sectionBytes { writer.unsigned(UInt64(bytes)) }
        }
        return writer.bytes
    }

    init(header: SealedIndex.Header, files: [File]) {
        self.header = header
        self.files = files
    }

    /// - Throws: what the reader and keys throw, and `corrupt` for numbers that do not ascend or are too large.
    init(decoding bytes: [UInt8]) throws {
        var reader = CBORReader(bytes)
        try reader.array(count: 5)
        header = SealedIndex.Header(
            version: try reader.unsigned(), model: try reader.digest(), identity: try reader.digest(),
            position: try reader.unsigned())
        var files: [File] = []
        for _ in 0..<(try reader.array()) {
            try reader.array(count: 3)
            let number = try reader.unsigned()
            let key = try SymmetricKey(bytes: try reader.byteString())
            var sections: [Int] = []
            for _ in 0..<(try reader.array()) {
                let bytes = try reader.unsigned()
                guard bytes <= Self.largestSection else { throw Self.corrupt }
                sections.append(Int(bytes))
            }
            guard files.last.map({ $0.number < number }) ?? true else { throw Self.corrupt }
            files.append(File(number: number, key: key, sectionBytes: sections))
        }
        self.files = files
        try reader.finish()
    }

    /// Bytes of one section: numbers of rows and offsets have 32 bits, and no number has more than eight bytes.
    private static let largestSection: UInt64 = 1 << 35

    private static var corrupt: StoreError { StoreError(.corrupt, "the list of the index is damaged") }
}
