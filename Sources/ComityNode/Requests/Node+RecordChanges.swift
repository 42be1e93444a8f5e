import ComityCore
import ComityRecords
import ComityStore

/// `record.add`, `record.edit`, `record.retract`, `record.restore`
extension Node {
    func addRecord(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
        let name = try arguments.text("type")
        guard let type = Schema.current.type(named: name) else {
            let known = Schema.current.types.map(\.name).joined(separator: ", ")
            throw NodeError(.invalid, "`\(name)` is no record type: use one of \(known)")
        }
        let content = try resolvingEnds(try Content(type: type, settings: try arguments.settings("set")))
        try Schema.current.validate(content)
        let record = try add(content, by: actor, now: now)
        return ["id": .text(record.statement.id.description), "warnings": .texts(warnings(of: content))]
    }

    func editRecord(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
        let record = try ownRecord(try arguments.text("id"))
        guard record.retraction == nil else {
            // An edit by habit must not show partners again what was taken back, perhaps by an order.
            throw ControlFailure(
                "refused", "record `\(record.statement.id)` is retracted and cannot be edited",
                hints: ["bring it back first, if it may: `comity record restore \(record.statement.id)`"], exit: .no)
        }
        let content = try resolvingEnds(
            try record.statement.content.editing(
                settings: try arguments.settings("set"), removing: try arguments.texts("unset")))
        try Schema.current.validate(content)
        let changed = try edit(record.statement.id, to: content, by: actor, now: now)
        return [
            "id": .text(record.statement.id.description), "changed": .boolean(changed),
            "warnings": .texts(warnings(of: content)),
        ]
    }

    private func warnings(of content: Content) -> [String] {
        Schema.current.problems(of: content).map { "\($0)" }
    }

    /// The ends of a link as a person types them, made whole ids, so that they can be found again.
    private func resolvingEnds(_ content: Content) throws -> Content {
        guard content.type == .link else { return content }
        var resolved = content
        for field in [FieldNumber.linkFrom, .linkTo] {
            let claims = try content[field].map { claim in
                guard let text = claim.value[ReferencePart.record]?.text else { return claim }
                let id = try ownRecord(text).statement.id.description
                return Claim(
                    .composite(of: [Component(ReferencePart.record, .text(id))]), provenance: claim.provenance)
            }
            resolved.set(field, to: claims)
        }
        return resolved
    }

    func retractRecord(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
        let record = try ownRecord(try arguments.text("id"))
        let word = try arguments.optionalText("reason") ?? "error"
        guard let reason = [StoredRecord.Retraction.notShared, .error, .order].first(where: { $0.code == word }) else {
            throw NodeError(.invalid, "`\(word)` is no reason: use not-shared, error or order")
        }
        guard record.retraction == nil else {
            throw NodeError(.refused, "record `\(record.statement.id)` is retracted already")
        }
        var agencies: Set<AgencyID> = []
        for (number, projection) in try store.projections(of: record.number) where projection.digest != nil {
            agencies.formUnion(try store.log(number: number).flatMap { book.members(of: $0.feed) } ?? [])
        }
        try retract(record.statement.id, reason: reason, by: actor, now: now)
        return [
            "id": .text(record.statement.id.description), "withdrawn_from": .texts(agencies.sorted().map(\.text)),
        ]
    }

    /// States a retracted record again, as it was last.
    func restoreRecord(_ arguments: RequestArguments, by actor: Actor, now: Timestamp) throws -> CBORValue {
        let record = try ownRecord(try arguments.text("id"))
        guard record.retraction != nil else {
            throw NodeError(.refused, "record `\(record.statement.id)` is not retracted")
        }
        _ = try edit(record.statement.id, to: record.statement.content, by: actor, now: now)
        return ["id": .text(record.statement.id.description)]
    }
}
