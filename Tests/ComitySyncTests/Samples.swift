import ComityCore
import ComityCrypto
import ComityFeed

@testable import ComitySync

/// Frames that several suites use.
enum Samples {
    static let key = try! SigningKey(seed: [UInt8](repeating: 1, count: 32))
    static let feed = feed("us-wa-kcso")

    static func feed(_ origin: String) -> FeedID {
        FeedID(
            origin: AgencyID(origin)!, agreement: AgreementID("cascadia-ht-taskforce")!,
            audience: AudienceID(truncating: SHA256.hash([1])))
    }

    static let position = FeedPosition(feed: feed, epoch: .first, leaf: LeafIndex(4096))
    static let head = head(size: 5000)

    static func head(size: UInt64, origin: String = "us-wa-kcso") -> FeedHead {
        FeedHead(feed: feed(origin), epoch: .first, size: TreeSize(size), root: SHA256.hash([2]))
    }

    static func signed(root: UInt8) -> SignedHead {
        try! SignedHead(feed: feed, epoch: .first, size: TreeSize(7), root: SHA256.hash([root]), signer: key)
    }

    static let fork = FeedFork(feed: feed, epoch: .first, first: signed(root: 1), second: signed(root: 2))

    static let heartbeat = try! Heartbeat(
        agency: AgencyID("us-wa-kcso")!, time: HybridTime(116_785_152_000_000_000), common: SHA256.hash([7]),
        heads: [head], signer: key)

    static let refusal = RefusalReport(
        feed: feed, epoch: .first,
        items: [
            .init(leaf: LeafIndex(9), code: "field-not-shared"), .init(leaf: LeafIndex(4), code: "no-clause"),
        ])

    static let catalogue = Catalogue(
        heads: [head, head(size: 0, origin: "us-or-sp")],
        versions: [
            .init(
                agreement: AgreementID("cascadia-ht-taskforce")!, version: 2, digest: SHA256.hash([4]), signers: []),
            .init(
                agreement: AgreementID("cascadia-ht-taskforce")!, version: 1, digest: SHA256.hash([3]),
                signers: [AgencyID("us-wa-kcso")!, AgencyID("us-or-sp")!]),
        ],
        notices: [
            .init(agreement: AgreementID("cascadia-ht-taskforce")!, digest: SHA256.hash([6])),
            .init(agreement: AgreementID("cascadia-ht-taskforce")!, digest: SHA256.hash([5])),
        ])

    /// One of each type.
    static let frames: [Frame] = [
        .hello(Hello(agency: AgencyID("us-or-sp")!, cardSequence: 3, peerCardSequence: 2, catalogueDigest: .zero)),
        .card([1, 2]), .catalogue(catalogue), .agreement([3]), .want(position), .batch([4, 5]), .head(head),
        .refusal(refusal), .receipt(position), .heartbeat(heartbeat), .fork(fork), .close(reason: "done"), .notice([6]),
    ]
}
