import ComityAgreement
import ComityCore
import ComityFeed
import ComityRecords
import ComityStore

/// What this node knows when it judges the entries of one batch of a foreign feed.
final class FeedAdmission: AdmissionContext {
    private let node: Node
    private let feed: AgreementBook.ForeignFeed
    private let log: StoredLog
    /// Compiled once for each version that the batch names: compiling costs more than judging an entry.
    private var compiled: [UInt64: Admission?] = [:]

    init(node: Node, feed: AgreementBook.ForeignFeed, log: StoredLog) {
        self.node = node
        self.feed = feed
        self.log = log
    }

    func admission(version: UInt64) -> Admission? {
        if let known = compiled[version] { return known }
        let admission = compile(version)
        compiled[version] = .some(admission)
        return admission
    }

    private func compile(_ version: UInt64) -> Admission? {
        guard let agreement = node.book.version(version, of: feed.id.agreement),
            agreement.audiences(from: feed.id.origin).contains(where: { $0.id == feed.id.audience })
        else { return nil }
        return Admission(agreement: agreement, audience: feed.audience)
    }

    func digest(version: UInt64) -> Digest? { node.book.version(version, of: feed.id.agreement)?.digest }

    func view(of handle: Handle, base: LeafIndex) throws(FeedError) -> PatchedContent? {
        do {
            guard let view = try node.store.view(handle, of: log), view.leaves.base == base,
                let content = try node.store.content(of: view, in: log)?.content
            else { return nil }
            return PatchedContent(content: content, leaves: view.leaves.leaves)
        } catch {
            throw FeedError(.malformedEntry, "a stored view cannot be read: \(error)", family: .invariant)
        }
    }
}
