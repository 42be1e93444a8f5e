package import ComityCore

/// An error of `ComityStore`.
package typealias StoreError = RoomError<StoreErrorCode>

/// The rules that errors of `ComityStore` name.
package enum StoreErrorCode: String, ErrorCode {
    case locked
    case notFound = "not-found"
    case corrupt
    case full
    case newerSchema = "newer-schema"
    case keyMissing = "key-missing"
    /// The key folder belongs to a store that was in use, and this one is empty.
    case storeMissing = "store-missing"

    package static var usualFamily: ErrorFamily { .local }
}
