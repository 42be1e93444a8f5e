import ComityCore

/// What one file of the key folder says. Specs/store.md#key-folder
protocol KeyFileContent {
    /// The name of the file, or how the names of all such files begin.
    static var file: String { get }
    init(reading reader: inout CBORReader) throws
    func write(into writer: inout CBORWriter)
}

/// A file of the key folder with what it says in memory.
///
/// Invariant: what is in memory is durable. A change that could not be written is not seen by anybody, so that a full
/// disk leads to no key that the next start of the process does not know of.
struct KeyFileState<Content: KeyFileContent> {
    private let folder: any KeyFolder
    private let name: String
    private(set) var content: Content

    /// Reads the file; nil if there is none.
    /// - Throws: `corrupt` if it cannot be read.
    init?(readingFrom folder: any KeyFolder, named name: String = Content.file) throws {
        guard let bytes = try folder.read(name) else { return nil }
        do {
            var reader = CBORReader(bytes)
            content = try Content(reading: &reader)
            try reader.finish()
        } catch let error as any ComityError {
            throw StoreError(.corrupt, "the key file `\(name)` is damaged: \(error.reason)")
        }
        self.folder = folder
        self.name = name
    }

    /// A file that is not there yet: it is written with the first change.
    init(in folder: any KeyFolder, named name: String = Content.file, startingFrom content: Content) {
        self.folder = folder
        self.name = name
        self.content = content
    }

    /// Changes what the file says, durably when this returns; not at all if it throws.
    mutating func change(_ body: (inout Content) throws -> Void) throws {
        var changed = content
        try body(&changed)
        var writer = CBORWriter()
        changed.write(into: &writer)
        try folder.replace(name, with: writer.bytes)
        content = changed
    }
}
