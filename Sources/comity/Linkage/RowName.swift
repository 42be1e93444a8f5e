/// The name of a row: the file it stands in and its id there.
struct RowName: Hashable {
    /// 0 for the first file, 1 for the second.
    let source: Int
    /// Valid UTF-8.
    let id: [UInt8]

    static let letters = ["a", "b"]

    var letter: String { Self.letters[source] }
    var idText: String { String(decoding: id, as: UTF8.self) }
    /// `a:17`
    var text: String { "\(letter):\(idText)" }

    /// The order of all output: by source, then by the bytes of the id.
    static func precedes(_ one: RowName, _ other: RowName) -> Bool {
        one.source != other.source ? one.source < other.source : one.id.lexicographicallyPrecedes(other.id)
    }
}
