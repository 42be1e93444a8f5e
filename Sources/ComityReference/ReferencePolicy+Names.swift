import ComityAgreement
package import ComityCore
package import ComityRecords

extension ReferencePolicy {
    /// Content that names others as its audience knows them; nil for a link with an end that not everybody in the
    /// audience is shown. Specs/node.md#references
    /// - Parameter handle: the handle of a record in the feed in which its holder shows it to the origin of this policy
    ///   or, if it is the origin's own, to this audience; nil while it is not shown there.
    package func naming(
        _ content: Content, handle: (RecordReference) throws -> Handle?
    ) rethrows -> Content? {
        guard let type = Schema.current.type(content.type) else { return content }
        var naming = content
        for field in type.fields where field.composite?.name == "reference" {
            var claims: [Claim] = []
            for claim in content[field.number] {
                if let name = try name(of: claim.value, handle) {
                    claims.append(Claim(name.value, provenance: claim.provenance))
                }
            }
            let isEnd = field.name != "same_as"
            if isEnd, claims.isEmpty || claims.count != content[field.number].count { return nil }
            if !content[field.number].isEmpty { naming.set(field.number, to: claims) }
        }
        return naming
    }

    private func name(of value: Value, _ handle: (RecordReference) throws -> Handle?) rethrows -> RecordReference? {
        guard let reference = RecordReference(value) else { return nil }
        guard case .wire(let holder, let under, let known) = reference else {
            return try handle(reference).map { .wire(agency: origin, agreement: agreement.id, handle: $0) }
        }
        // What stands under another agreement is nobody's business here.
        guard under == agreement.id else { return nil }
        if holder != origin {
            guard agreement.party(holder) != nil else { return nil }
            let shown = Self.audiences(agreement, from: holder).first { $0.contains(origin) }
            guard let shown, members.allSatisfy({ $0 == holder || shown.contains($0) }) else { return nil }
        }
        return try handle(reference) == known ? reference : nil
    }
}
