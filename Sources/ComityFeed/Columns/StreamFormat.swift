/// The leading bytes and limits of streams. Specs/columns.md#streams
enum StreamFormat {
    /// Kinds differ and follow one byte each.
    static let mixedKinds: UInt8 = 0xFF

    /// One varint that stands for all values.
    static let constant: UInt8 = 0x00
    static let varint: UInt8 = 0x01
    static let delta: UInt8 = 0x02
    /// A base, then the values above it in planes. The low four bits are the width in bytes, 1 to 8.
    static let frame: UInt8 = 0x10

    static let plain: UInt8 = 0x00
    static let dictionary: UInt8 = 0x01
    static let transposed: UInt8 = 0x02

    /// From this length in bytes a stream is compressed alone; below, a frame of its own costs more than it saves.
    static let blobThresholdBytes = 256

    /// Columns beat level: higher levels save under 2 % and cost several times the time.
    static let zstandardLevel: Int32 = 3

    /// Nodes of one column tree. Each node of a single entry takes at least one of its bytes, so that an entry within
    /// ``FeedLimits/entryBytes`` always fits; keys of a node and key sets of a node have the same bound.
    static let nodeLimit = FeedLimits.entryBytes

    /// The deepest path: entry, content, fields, claims, claim, four composites, and an unknown item of 24 levels.
    static let depthLimit = 40

    /// The most values that all columns of a batch may hold together: 4,096 leaves of some 500 values. Constant
    /// columns take no bytes on the wire, so bytes alone bound nothing.
    static let occurrenceLimit = 2_097_152

    /// The most blobs a container may hold: a few for each path of a schema.
    static let blobLimit = 16_384

    /// Bytes of the control block: eight for each node of the largest entry, and as much for keys and key sets.
    static let controlBytes = 4 << 20

    /// Strings of a dictionary: an index takes two bytes at most.
    static let dictionaryLimit = 65_536

    /// Distinct lengths of strings in a transposed column, and the longest of them in bytes: numbers with a fixed or
    /// nearly fixed count of digits.
    static let transposedLengths = 4
    static let transposedBytes = 64
}
