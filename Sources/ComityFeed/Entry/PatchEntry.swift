package import ComityAgreement
package import ComityCore
package import ComityRecords

/// The changed fields of a view, resting on an earlier state. Specs/feed.md#patch
package struct PatchEntry: Hashable, Sendable {
    package let handle: Handle
    package let version: UInt64
    package let clauses: [ClauseID]
    package let expires: Timestamp?
    /// The leaf of the `state` that this and all patches since rest on.
    package let base: LeafIndex
    package let patch: ContentPatch
    package let statedAt: HybridTime

    /// The difference that takes a reader from `previous`, what was disclosed last, to `disclosure`.
    ///
    /// Nil if a patch cannot say it.
    package init?(
        _ disclosure: Disclosure, since previous: Content, base: LeafIndex, handle: Handle, statedAt: HybridTime
    ) {
        guard let patch = disclosure.content.difference(from: previous) else { return nil }
        self.init(
            handle: handle, version: UInt64(disclosure.version), clauses: disclosure.clauses,
            expires: disclosure.expires,
            base: base, patch: patch, statedAt: statedAt)
    }

    init(
        handle: Handle, version: UInt64, clauses: [ClauseID], expires: Timestamp?, base: LeafIndex,
        patch: ContentPatch, statedAt: HybridTime
    ) {
        self.handle = handle
        self.version = version
        self.clauses = clauses
        self.expires = expires
        self.base = base
        self.patch = patch
        self.statedAt = statedAt
    }

    func write(into writer: inout CBORWriter) {
        writer.map(count: expires == nil ? 7 : 8)
        writer.key(.kind)
        writer.unsigned(EntryKind.patch.rawValue)
        writer.key(.handle)
        writer.unsigned(handle.value)
        writer.key(.version)
        writer.unsigned(version)
        writer.key(.clauses)
        writer.clauses(clauses)
        if let expires {
            writer.key(.expires)
            writer.integer(expires.milliseconds)
        }
        writer.key(.base)
        writer.unsigned(base.value)
        writer.key(.patch)
        patch.encode(into: &writer)
        writer.key(.statedAt)
        writer.unsigned(statedAt.value)
    }
}
