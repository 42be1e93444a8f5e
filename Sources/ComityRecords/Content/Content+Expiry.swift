package import ComityCore

extension Content {
    /// This content without the claims that have expired by `now`.
    package func hidingExpiredClaims(at now: Timestamp) -> Content {
        guard nextExpiry != nil else { return self }
        let isCurrent: (Claim) -> Bool = { claim in
            (claim.provenance ?? defaultProvenance)?.expires.map { $0 > now } ?? true
        }
        let fields = fields.map { Field($0.number, claims: $0.claims.filter(isCurrent)) }
        return Content(type: type, fields: fields, defaultProvenance: defaultProvenance)
    }

    /// The first instant at which a claim expires, whether past or to come; nil if none does.
    package var nextExpiry: Timestamp? {
        var first = defaultProvenance?.expires
        for field in fields {
            for claim in field.claims {
                guard let expires = claim.provenance?.expires else { continue }
                first = min(first ?? expires, expires)
            }
        }
        return first
    }
}
