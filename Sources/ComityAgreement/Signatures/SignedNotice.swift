package import ComityCore
import ComityCrypto

/// A notice with its signature, verified against the root key of the party that gave it. Specs/agreement.md#notices
package struct SignedNotice: Hashable, Sendable {
    /// Which version a message says that it speaks of.
    package struct Subject: Hashable, Sendable {
        package let agreement: AgreementID
        package let version: UInt32
        package let digest: Digest
    }

    package let notice: AgreementNotice
    /// The COSE_Sign1 message as it came.
    package let encoded: [UInt8]

    /// - Throws: as ``AgreementNotice/init(verifying:of:)``.
    package init(verifying message: [UInt8], of agreement: Agreement) throws(AgreementError) {
        notice = try AgreementNotice(verifying: message, of: agreement)
        encoded = message
    }

    /// What a message is about, so that the version can be looked up that it is to be verified with. Nothing of it is
    /// verified yet.
    /// - Throws: `malformed-agreement`.
    package static func subject(of message: [UInt8]) throws(AgreementError) -> Subject {
        let notice = try AgreementNotice.unverified(message).notice
        return Subject(agreement: notice.agreement, version: notice.version, digest: notice.digest)
    }
}
