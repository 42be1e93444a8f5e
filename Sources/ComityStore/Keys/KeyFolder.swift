/// The folder of secrets and last signed sizes, outside the store and its backups. Specs/store.md#key-folder
///
/// A real node keeps files of mode 0600; a simulated one keeps a dictionary that survives its crashes.
package protocol KeyFolder: AnyObject {
    /// The bytes last stored under `name`, or nil.
    func read(_ name: String) throws -> [UInt8]?
    /// Replaces the bytes under `name`. They are durable, all or none of them, when this returns.
    func replace(_ name: String, with bytes: [UInt8]) throws
}
