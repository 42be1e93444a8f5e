import ComityAgreement
import ComityCore
import ComityNode
import ComitySimulator
import ComityStore
import Testing

/// An agreement that comes into force while both sides are connected.
@Suite struct LiveAgreementTests {
    /// Whoever signs last learns first that the agreement is complete, so both orders are tried.
    @Test(arguments: [[0, 1], [1, 0]])
    func bothSidesServeAnAgreementThatWasJustSigned(order: [Int]) throws {
        let world = World(seed: 11, now: TwoAgenciesTests.start)
        let nodes = try ["us-a", "us-b"].map { try world.add(AgencyID(parsing: $0)) }
        let administrator = Node.Actor(user: "admin")
        for (node, other) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
            try node.node.importCard(other.card, by: administrator, now: world.now)
        }
        let text = TwoAgenciesTests.agreementText(nodes)
        let agreement = try #require(Agreement.parse(text, file: "demo").agreement)
        world.perform(
            try nodes[0].node.importAgreement(SignedAgreement(agreement), by: administrator, now: world.now),
            at: nodes[0].agency)
        world.connect(nodes[0].agency, nodes[1].agency)
        world.run(until: world.now.adding(milliseconds: 1000))
        for index in order {
            let signer = nodes[index]
            var signed = try #require(try signer.store.agreements(agreement.id).first).signed
            try signed.sign(with: signer.root, signedBefore: nil)
            let actions = try signer.node.importAgreement(signed, by: administrator, now: world.now)
            world.perform(actions, at: signer.agency)
            world.run(until: world.now.adding(milliseconds: 1000))
        }
        for node in nodes {
            try node.node.add(
                try TwoAgenciesTests.person("Ana", "Popa"), by: Node.Actor(user: "analyst"), now: world.now)
            world.perform([.wakeAt(world.now)], at: node.agency)
        }
        world.run(until: world.now.adding(milliseconds: 1000))
        for node in nodes {
            #expect(try node.store.foreignViewCount() == 1, "at \(node.agency)")
            #expect(node.node.faults.isEmpty, "\(node.node.faults)")
        }
    }
}
