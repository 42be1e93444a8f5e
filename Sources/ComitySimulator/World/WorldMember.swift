package import ComityCore
package import ComityCrypto
package import ComityNode

/// Whoever has a place in the network of a world: an honest node, or a liar that only speaks the protocol.
package protocol WorldMember: AnyObject {
    var agency: AgencyID { get }
    var card: SignedCard { get }
    func linkOpened(_ link: LinkID, to peer: SignedCard, outbound: Bool, now: Timestamp) -> [LinkAction]
    func received(_ link: LinkID, bytes: [UInt8], now: Timestamp) -> [LinkAction]
    func linkClosed(_ link: LinkID, reason: String, now: Timestamp) -> [LinkAction]
    func congestion(_ link: LinkID, isFull: Bool, now: Timestamp) -> [LinkAction]
    func wake(now: Timestamp) -> [LinkAction]
}
