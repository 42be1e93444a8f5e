package import ComityCore

/// From here on this version of the agreement governs the feed. Specs/feed.md#agreement
package struct AgreementEntry: Hashable, Sendable {
    package let version: UInt64
    /// The digest of the version's canonical form.
    package let digest: Digest

    package init(version: UInt64, digest: Digest) {
        self.version = version
        self.digest = digest
    }

    func write(into writer: inout CBORWriter) {
        writer.map(count: 3)
        writer.key(.kind)
        writer.unsigned(EntryKind.agreement.rawValue)
        writer.key(.version)
        writer.unsigned(version)
        writer.key(.digest)
        writer.digest(digest)
    }
}
