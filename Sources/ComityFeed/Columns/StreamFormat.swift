/// The leading bytes and limits of streams. Specs/columns.md#streams
enum StreamFormat {
    /// Kinds differ and follow one byte each.
    static let mixedKinds: UInt8 = 0xFF

    /// One varint that stands for all values.
    static let constant: UInt8 = 0x00
    static let varint: UInt8 = 0x01
    static let delta: UInt8 = 0x02
    /// The low four bits are the width in bytes, 1 to 8.
    static let fixed: UInt8 = 0x10

    static let plain: UInt8 = 0x00
    static let dictionary: UInt8 = 0x01

    /// From this length in bytes a stream is compressed alone; below, a frame of its own costs more than it saves.
    static let blobThresholdBytes = 256

    /// Columns beat level: higher levels save under 2 % and cost several times the time.
    static let zstandardLevel: Int32 = 3

    /// The most keys a node, or key sets a node, may declare: records have a few dozen fields.
    static let keyLimit = 4096

    /// The deepest path of a column tree, as deep as CBOR items may nest.
    static let depthLimit = 24

    /// The most values that all columns of a batch may hold together: 4,096 leaves of some 500 values. Constant
    /// columns take no bytes on the wire, so bytes alone bound nothing.
    static let occurrenceLimit = 2_097_152

    /// The most blobs a container may hold: a few for each path of a schema.
    static let blobLimit = 16_384
}
