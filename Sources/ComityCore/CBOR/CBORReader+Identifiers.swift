/// Numbers that mean something, read within the bounds that every format gives them, so that no arithmetic on what a
/// peer sent can overflow. Specs/identifiers.md#bounds
extension CBORReader {
    /// An instant from ``Timestamp/first`` to ``Timestamp/last``, in milliseconds.
    /// - Throws: `limit-exceeded` outside the years 1 to 9999.
    package mutating func instant() throws(CoreError) -> Timestamp {
        let instant = Timestamp(milliseconds: try integer())
        guard instant >= .first, instant <= .last else {
            throw CoreError(.limitExceeded, "an instant lies outside the years 1 to 9999")
        }
        return instant
    }

    /// - Throws: `limit-exceeded` if no log is so long.
    package mutating func leafIndex() throws(CoreError) -> LeafIndex {
        let index = LeafIndex(try unsigned())
        guard index.value < TreeSize.limit.value else {
            throw CoreError(.limitExceeded, "leaf \(index) lies beyond the \(TreeSize.limit) leaves of the longest log")
        }
        return index
    }

    /// - Throws: `limit-exceeded` if no log is so long.
    package mutating func treeSize() throws(CoreError) -> TreeSize {
        let size = TreeSize(try unsigned())
        guard size <= .limit else {
            throw CoreError(.limitExceeded, "a log of \(size) leaves is over the limit of \(TreeSize.limit)")
        }
        return size
    }
}
