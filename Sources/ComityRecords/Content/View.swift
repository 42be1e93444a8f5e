package import ComityCore

/// What a partner shows us of one of its records under one agreement. Specs/records.md#views
package struct View: Hashable, Sendable {
    /// The agency that states it: it alone may change or withdraw it.
    package let origin: AgencyID
    package let agreement: AgreementID
    package let handle: Handle
    /// The leaf of the origin's feed on which the content rests.
    package let position: LogPosition
    package let content: Content
    /// From this instant the view is hidden, whatever arrives or does not.
    package let expires: Timestamp?

    package init(
        origin: AgencyID, agreement: AgreementID, handle: Handle, position: LogPosition, content: Content,
        expires: Timestamp?
    ) {
        self.origin = origin
        self.agreement = agreement
        self.handle = handle
        self.position = position
        self.content = content
        self.expires = expires
    }
}
