import ComityAgreement
import ComityCore
import ComityCrypto
import ComityStore

/// Which agreements count: those that name everybody with the root key that is known to be theirs.
/// Specs/agreement.md#keys
extension Node {
    /// The root keys of this agency and of every agency whose card an administrator took.
    var knownRoots: [AgencyID: PublicKey] {
        var roots = cards.mapValues(\.card.rootKey)
        roots[agency] = identity.card.card.rootKey
        return roots
    }

    /// The agreements kept here whose keys are not known to be false, whatever their state.
    ///
    /// Everything that decides asks here and not the store: a card that came later may show an agreement that is kept
    /// to name an impostor.
    /// - Complexity: O(versions × parties).
    func agreements(_ id: AgreementID? = nil) throws -> [Store.StoredAgreement] {
        let roots = knownRoots
        return try store.agreements(id).filter { $0.signed.agreement.impostor(by: roots) == nil }
    }

    /// What is wrong with the keys of an agreement; nil if nothing is known to be. To name this agency with another key
    /// is a lie of whoever sent it; to name a third one so may be an honest error.
    func fault(inKeysOf agreement: Agreement) -> NodeError? {
        agreement.impostor(by: knownRoots).map { impostor in
            let known = impostor == agency ? "this node's root key" : "the root key on its card"
            return NodeError(
                .impostorKey, "agreement `\(agreement.id)` names another key for `\(impostor)` than \(known)",
                family: impostor == agency ? .peer : .local)
        }
    }
}
