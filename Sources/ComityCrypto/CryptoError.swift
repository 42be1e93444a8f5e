package import ComityCore

/// An error of `ComityCrypto`.
package typealias CryptoError = RoomError<CryptoErrorCode>

/// The rules that errors of `ComityCrypto` name.
package enum CryptoErrorCode: String, ErrorCode {
    case libraryFailed = "library-failed"
    case malformedKey = "malformed-key"
    case wrongPassphrase = "wrong-passphrase"
    case malformedKeyFile = "malformed-key-file"
    case malformedCOSE = "malformed-cose"
    case malformedArmor = "malformed-armor"
    case badSignature = "bad-signature"
    case authenticationFailed = "authentication-failed"
    case punctured
    case malformedCover = "malformed-cover"
    case keyFile = "key-file"
    case malformedCard = "malformed-card"
    case expiredCard = "expired-card"
    case futureCard = "future-card"
    case otherRoot = "other-root"
    case staleCard = "stale-card"

    package static var usualFamily: ErrorFamily { .peer }
}
