import ComityCore

extension Agreement {
    /// What changes from this version to `next`, one sentence a change, in the order of an agreement's text; empty if
    /// they say the same. Complexity: O((parties + clauses)²).
    package func differences(to next: Agreement) -> [String] {
        var changes: [String] = []
        func note(_ what: String, _ old: String, _ new: String) {
            if old != new { changes.append("\(what) changes from \(old) to \(new)") }
        }
        note("the name", "`\(id)`", "`\(next.id)`")
        note("the title", quoted(title), quoted(next.title))
        note("the purpose", purposes.joined(separator: ", "), next.purposes.joined(separator: ", "))
        note("the first day", Self.startText(effective), Self.startText(next.effective))
        note("the last day", Self.endText(until), Self.endText(next.until))
        note("the review", review?.words ?? "none", next.review?.words ?? "none")
        changes += partyChanges(to: next) + groupChanges(to: next) + clauseChanges(to: next)
        return changes
    }

    private func partyChanges(to next: Agreement) -> [String] {
        var changes: [String] = []
        for party in parties {
            guard let other = next.party(party.agency) else {
                changes.append("party `\(party.agency)` leaves")
                continue
            }
            if party.key != other.key { changes.append("party `\(party.agency)` has another key") }
            if party.partyClass != other.partyClass {
                changes.append(
                    "party `\(party.agency)` changes from \(party.partyClass.rawValue) to \(other.partyClass.rawValue)")
            }
            if party.jurisdiction != other.jurisdiction {
                changes.append(
                    "party `\(party.agency)` changes its jurisdiction from \(quoted(party.jurisdiction)) to "
                        + quoted(other.jurisdiction))
            }
            if party.name != other.name { changes.append("party `\(party.agency)` changes its full name") }
        }
        changes += next.parties.filter { party($0.agency) == nil }.map { "party `\($0.agency)` joins" }
        for agency in parties.map(\.agency) where next.party(agency) != nil {
            if authorities(of: agency) != next.authorities(of: agency) {
                changes.append("party `\(agency)` states another authority")
            }
        }
        return changes
    }

    private func authorities(of agency: AgencyID) -> [String] {
        authorities.filter { $0.agency == agency }.map(\.text)
    }

    private func groupChanges(to next: Agreement) -> [String] {
        var changes: [String] = []
        for group in groups {
            guard let other = next.groups.first(where: { $0.id == group.id }) else {
                changes.append("group `\(group.id)` goes")
                continue
            }
            let (old, new) = (Set(group.members), Set(other.members))
            changes += old.subtracting(new).sorted().map { "`\($0)` leaves group `\(group.id)`" }
            changes += new.subtracting(old).sorted().map { "`\($0)` joins group `\(group.id)`" }
        }
        let known = Set(groups.map(\.id))
        return changes + next.groups.filter { !known.contains($0.id) }.map { "group `\($0.id)` is new" }
    }

    private func clauseChanges(to next: Agreement) -> [String] {
        var changes: [String] = []
        for clause in clauses {
            guard let other = next.clause(clause.id) else {
                changes.append("clause `\(clause.id)` goes: it said \(clause.effect.word) \(clause.shareText)")
                continue
            }
            changes += clause.changes(to: other)
        }
        return changes
            + next.clauses.filter { clause($0.id) == nil }.map { "clause `\($0.id)` is new: \($0.summary)" }
    }
}

extension Clause {
    fileprivate var shareText: String { shares.map(\.text).joined(separator: ", ") }
    private var toText: String { to.map(\.text).joined(separator: ", ") }
    private var fromText: String { from.map { $0.map(\.text).joined(separator: ", ") } ?? "any" }

    /// The clause in one line.
    package var summary: String {
        let origin = from == nil ? "" : " from \(fromText)"
        let when = condition.map { " when \($0.text)" } ?? ""
        let keep = retain.map { ", for \($0.words)" } ?? ""
        return "\(effect.word) \(shareText)\(origin) to \(toText)\(when)\(keep)"
    }

    fileprivate func changes(to next: Clause) -> [String] {
        var changes: [String] = []
        func note(_ what: String, _ old: String, _ new: String) {
            if old != new { changes.append("clause `\(id)`: \(what) changes from \(old) to \(new)") }
        }
        note("its effect", effect.word, next.effect.word)
        note("what it shares", shareText, next.shareText)
        note("from whom", fromText, next.fromText)
        note("to whom", toText, next.toText)
        note("its condition", condition?.text ?? "always", next.condition?.text ?? "always")
        note(
            "how long it lasts", retain?.words ?? "as long as the agreement",
            next.retain?.words ?? "as long as the agreement")
        note(
            "its uses", uses.isEmpty ? "any purpose" : uses.joined(separator: ", "),
            next.uses.isEmpty ? "any purpose" : next.uses.joined(separator: ", "))
        return changes
    }
}
