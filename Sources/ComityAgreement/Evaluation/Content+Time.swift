import ComityCore
import ComityRecords

extension Content {
    /// Whether some claim will expire or has: if not, the content is the same at every instant. Complexity: O(claims).
    var mayExpire: Bool {
        if hasDefaultProvenance, defaultProvenance?.expires != nil { return true }
        for field in fields {
            for claim in field.claims where claim.hasProvenance && claim.provenance?.expires != nil { return true }
        }
        return false
    }

    /// The content without the claims that have expired at `now`; itself if none has. Complexity: O(claims).
    func live(at now: Timestamp) -> Content {
        let defaultExpired = hasDefaultProvenance && hasExpired(defaultProvenance, at: now)
        guard
            defaultExpired
                || fields.contains(where: {
                    $0.claims.contains { $0.hasProvenance && hasExpired($0.provenance, at: now) }
                })
        else { return self }
        return Content(
            type: type,
            fields: fields.map { field in
                Field(
                    field.number,
                    claims: field.claims.filter { claim in
                        claim.provenance == nil ? !defaultExpired : !hasExpired(claim.provenance, at: now)
                    })
            }, defaultProvenance: defaultExpired ? nil : defaultProvenance)
    }

    /// Adds the instants after `now` at which claims expire.
    func addExpiries(after now: Timestamp, to instants: inout [Timestamp]) {
        if hasDefaultProvenance, let expires = defaultProvenance?.expires, expires > now { instants.append(expires) }
        for field in fields {
            for claim in field.claims where claim.hasProvenance {
                if let expires = claim.provenance?.expires, expires > now { instants.append(expires) }
            }
        }
    }

    @inline(__always)
    private func hasExpired(_ provenance: Provenance?, at now: Timestamp) -> Bool {
        guard let expires = provenance?.expires else { return false }
        return expires <= now
    }
}

extension Provenance {
    /// Without what stays at the agency: who recorded it, on which exhibit it rests, and what this version does not
    /// know. Specs/agreement.md#provenance
    var shared: Provenance {
        guard !isShareable else { return self }
        var copy = self
        copy.author = nil
        copy.evidenceRef = nil
        copy.unknown = []
        return copy
    }

    var isShareable: Bool { author == nil && evidenceRef == nil && unknown.isEmpty }
}
