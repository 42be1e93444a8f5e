package import ComityCore

/// Whose view a claim stands in: an agency, and the name of the record there. Specs/records.md#joins
package struct RecordSource: Hashable, Comparable, Sendable {
    package let agency: AgencyID
    /// Nil for this node's own statements, whose local id is no name for others.
    package let agreement: AgreementID?
    package let handle: Handle?

    package init(agency: AgencyID, agreement: AgreementID? = nil, handle: Handle? = nil) {
        self.agency = agency
        self.agreement = agreement
        self.handle = handle
    }

    package init(_ view: View) {
        self.init(agency: view.origin, agreement: view.agreement, handle: view.handle)
    }

    package static func < (left: RecordSource, right: RecordSource) -> Bool {
        if left.agency != right.agency { return left.agency < right.agency }
        let leftAgreement = left.agreement?.text ?? ""
        let rightAgreement = right.agreement?.text ?? ""
        if leftAgreement != rightAgreement {
            return leftAgreement.utf8.lexicographicallyPrecedes(rightAgreement.utf8)
        }
        return (left.handle?.value ?? 0, left.handle == nil ? 0 : 1)
            < (right.handle?.value ?? 0, right.handle == nil ? 0 : 1)
    }
}
