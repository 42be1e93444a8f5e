import ComityCore
import ComityCrypto
import ComityStore

/// Remembers what every slot of every node has sealed, across crashes and restores: no slot, and with it no key and
/// nonce, may seal two things. Specs/store.md#sealing
package final class SealingWatch {
    private unowned let world: World
    private var sealed: [AgencyID: [Int64: Digest]] = [:]
    package private(set) var violations: [String] = []

    package init(_ world: World) { self.world = world }

    /// Looks at what each store holds now. Complexity: O(rows of all stores).
    package func look() throws {
        for agency in world.nodes.keys.sorted() {
            try world[agency].store.forEachSealed { slot, bytes in
                let digest = SHA256.hash(bytes)
                guard let known = sealed[agency, default: [:]].updateValue(digest, forKey: slot) else { return }
                if known != digest { violations.append("\(agency) has sealed two things under slot \(slot)") }
            }
        }
    }
}
