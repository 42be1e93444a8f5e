/// What has become of an agreement for one agency at one instant. Specs/agreement.md#in-force
package enum Standing: Hashable, Sendable {
    /// Why an agreement is over for an agency.
    package enum Ending: String, Hashable, Sendable {
        /// Its end has come.
        case expired
        /// The others go on without the agency.
        case left
        /// A party has ended it for good.
        case terminated
    }

    /// No version that names the agency is known with every signature.
    case unknown
    /// The first instant of every such version is still to come.
    case pending
    case inForce(Agreement)
    /// This version would govern, but a party has suspended it, or it does not name the version before it.
    case resting(Agreement)
    case ended(Agreement, Ending)

    /// The version that governs, or would if nothing stopped it.
    package var agreement: Agreement? {
        switch self {
        case .unknown, .pending: nil
        case .inForce(let agreement), .resting(let agreement), .ended(let agreement, _): agreement
        }
    }
}
