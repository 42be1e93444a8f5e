/// Why a row of a CSV file is refused.
struct CSVFault: Equatable {
    /// Where the row begins, in bytes from the start of the file.
    let offset: Int
    /// The column, from 0, if the fault is in one.
    let column: Int?
    let reason: String
}
