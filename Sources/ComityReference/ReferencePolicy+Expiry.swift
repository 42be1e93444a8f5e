import ComityAgreement
package import ComityCore
package import ComityRecords

extension ReferencePolicy {
    /// The first instant after `now` at which time alone changes what leaves: found by trying every instant that
    /// anything in the agreement or the record mentions, moved by every offset from `now`, and the millisecond after.
    package func nextChange(_ content: Content, updatedAt: Timestamp, now: Timestamp) -> Timestamp? {
        var mentioned: Set<Int64> = [agreement.effective.milliseconds, agreement.until.milliseconds]
        var offsets: Set<Int64> = [0]
        for clause in agreement.clauses {
            if let retain = clause.retain { mentioned.insert(retain.end(from: updatedAt).milliseconds) }
            if let condition = clause.condition { collect(condition, &mentioned, &offsets) }
        }
        collect(content, &mentioned)
        var instants: Set<Int64> = []
        for instant in mentioned {
            for offset in offsets {
                let moved = Timestamp(milliseconds: instant).adding(milliseconds: -offset).milliseconds
                instants.insert(moved)
                instants.insert(moved &+ 1)
            }
        }
        let present = project(content, updatedAt: updatedAt, now: now)
        for instant in instants.sorted() where instant > now.milliseconds {
            let time = Timestamp(milliseconds: instant)
            let later = project(content, updatedAt: updatedAt, now: time)
            if later?.content != present?.content || later?.permits != present?.permits { return time }
        }
        return nil
    }

    private func collect(_ condition: Condition, _ mentioned: inout Set<Int64>, _ offsets: inout Set<Int64>) {
        switch condition {
        case .all(let terms), .any(let terms): for term in terms { collect(term, &mentioned, &offsets) }
        case .not(let term): collect(term, &mentioned, &offsets)
        case .compare(_, _, let literal): collect([literal], &mentioned, &offsets)
        case .member(_, _, let literals): collect(literals, &mentioned, &offsets)
        case .presence, .flag: break
        }
    }

    private func collect(_ literals: [Literal], _ mentioned: inout Set<Int64>, _ offsets: inout Set<Int64>) {
        for literal in literals {
            switch literal {
            case .date(let day): mentioned.insert(day.start.milliseconds)
            case .instant(let instant): mentioned.insert(instant.milliseconds)
            case .now(let offset): offsets.insert(offset)
            case .text, .integer, .boolean: break
            }
        }
    }

    private func collect(_ content: Content, _ mentioned: inout Set<Int64>) {
        if let expires = content.defaultProvenance?.expires { mentioned.insert(expires.milliseconds) }
        for field in content.fields {
            for claim in field.claims {
                if let expires = claim.provenance?.expires { mentioned.insert(expires.milliseconds) }
                for value in [claim.value] + (claim.value.components ?? []).map(\.value) {
                    guard let bounds = bounds(value) else { continue }
                    mentioned.insert(bounds.0)
                    mentioned.insert(bounds.1)
                }
            }
        }
    }
}
