/// The single values of a cell.
enum Atoms {
    /// Calls `body` with each value. Complexity: O(bytes).
    static func forEach(_ cell: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var start = 0
        for end in 0...cell.count where end == cell.count || cell[end] == Standardisation.separator {
            if end > start { body(UnsafeBufferPointer(rebasing: cell[start..<end])) }
            start = end + 1
        }
    }

    static func isSingle(_ cell: UnsafeBufferPointer<UInt8>) -> Bool { !cell.contains(Standardisation.separator) }
}
