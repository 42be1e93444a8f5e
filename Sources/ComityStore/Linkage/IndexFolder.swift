/// Where the files of the live index lie. They are derived: each can be made again from the store.
/// Specs/linkage-index.md#files
///
/// A real node keeps files of mode 0600 in a folder of the home; a simulated one keeps a dictionary.
package protocol IndexFolder: AnyObject {
    /// The names of all files.
    func names() throws -> [String]
    /// Makes a file of what `body` appends; nothing of that name was there. It is durable, the whole of it, when this
    /// returns; what an interrupted call leaves behind is among ``names()``.
    func create(_ name: String, _ body: (_ append: @escaping ([UInt8]) throws -> Void) throws -> Void) throws
    /// Reads a file from its beginning: `body` is given a function that reads the next so many bytes, fewer at the end.
    /// - Returns: nil if there is no such file.
    func read<Result>(_ name: String, _ body: (_ next: @escaping (Int) throws -> [UInt8]) throws -> Result) throws
        -> Result?
    /// Removes a file, if it is there.
    func remove(_ name: String) throws
}
