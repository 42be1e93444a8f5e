/// What the linkage room refuses or ignores beyond, each with its unit and reason. Specs/linkage-model.md#limits
package enum LinkageLimits {
    /// Declared fields of one map: a wide case-management export has about 40 columns.
    package static let fields = 64
    /// Comparisons of one model: a level pattern is one UInt64 of 4 bits each.
    package static let comparisons = 16
    /// Levels of one comparison, the missing level not counted: 4 bits, 0 is missing.
    package static let levels = 15
    /// Bytes of one standardised value; longer ones are cut: no name, address or number needs more.
    package static let valueBytes = 128
    /// Values of one cell; the smallest in byte order are kept. A record with more is a list, not a person.
    package static let valuesPerCell = 16
    /// Blocking keys of one row under one rule, a product over its values.
    package static let keysPerRow = 16
    /// Blocking rules of one model: each costs a run four bytes for every row.
    package static let rules = 32
    /// Blocking rules that a training tries: those that a pair meets are one UInt64 mask.
    package static let triedRules = 64
    /// Rows of one table or index: row numbers are UInt32.
    package static let rows = 1 << 31
    /// Bytes of the distinct values of one column, or of the ids of all rows: offsets are 32 bits, with room for one
    /// more batch of rows.
    package static let tableBytes = 3 << 30
    /// Frequent values remembered for one comparison: beyond, a value is rare.
    package static let frequentValues = 65_536
    /// Bytes of an encoded model: 16 comparisons with full frequency tables.
    package static let modelBytes = 32 << 20
    /// Keys by which a search finds one row: the words of 16 names, and some numbers.
    package static let lookupKeysPerRow = 128
}
