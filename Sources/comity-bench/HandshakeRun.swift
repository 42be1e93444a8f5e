import ComityCore
import ComityCrypto
import ComityNode
import ComityServer
import ComityStore

/// What two nodes say when they meet again and nothing has changed, however many feeds they have in common.
struct HandshakeRun {
    private static let actor = Node.Actor(user: "bench")
    /// One feed in each direction for each agreement.
    private static let agreements = 500

    func run() throws -> Sample {
        let homes = try BenchHomes()
        let signed = try (0..<Self.agreements).map {
            try homes.agreement(BenchHomes.Terms("bench-\($0)", sharing: BenchHomes.sharedFields))
        }
        var nodes: [Node] = []
        for (number, home) in homes.homes.enumerated() {
            // Imported one by one, each would have all feeds aligned anew.
            let node = try home.openNode(now: SystemClock.now())
            try node.importCard(homes.cards[1 - number], by: Self.actor, now: SystemClock.now())
            try node.store.step { for agreement in signed { try node.store.save(agreement) } }
            try node.store.close()
            nodes.append(try home.openNode(now: SystemClock.now()))
            nodes[number].isRunning = true
        }
        _ = try meet(nodes, homes, link: 1)
        var watch = Stopwatch()
        let (bytes, turns) = try watch.time { try meet(nodes, homes, link: 2) }
        if let fault = nodes.flatMap(\.faults).first { throw fault.error }
        var sample = Sample(
            watch, checksum: UInt64(bytes),
            figures: [
                ("common_feeds", Double(2 * Self.agreements)), ("bytes", Double(bytes)), ("turns", Double(turns)),
            ])
        sample.items = 1
        return sample
    }

    /// Opens a link, carries bytes until both are silent, and closes it.
    /// - Returns: bytes of both sides together, and how often the direction changed.
    private func meet(_ nodes: [Node], _ homes: BenchHomes, link number: UInt64) throws -> (bytes: Int, turns: Int) {
        let link = LinkID(number: number)
        var queues: [[[UInt8]]] = [[], []]
        for (side, node) in nodes.enumerated() {
            queues[1 - side] += frames(
                node.linkOpened(
                    link, peerPin: homes.cards[1 - side].card.tlsPin, outbound: side == 0, now: SystemClock.now()))
        }
        var (bytes, turns) = (0, 0)
        while queues.contains(where: { !$0.isEmpty }) {
            turns += 1
            let waiting = queues
            queues = [[], []]
            for (side, node) in nodes.enumerated() {
                for frame in waiting[side] {
                    bytes += frame.count
                    queues[1 - side] += frames(node.received(link, bytes: frame, now: SystemClock.now()))
                }
                queues[1 - side] += frames(node.wake(now: SystemClock.now()))
            }
        }
        for node in nodes { _ = node.linkClosed(link, reason: "measured", now: SystemClock.now()) }
        return (bytes, turns)
    }

    private func frames(_ actions: [LinkAction]) -> [[UInt8]] {
        actions.compactMap { if case .send(_, let bytes) = $0 { bytes } else { nil } }
    }
}
