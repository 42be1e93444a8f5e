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

    package static var usualFamily: ErrorFamily { .local }
}
