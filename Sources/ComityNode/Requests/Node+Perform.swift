package import ComityCore

/// Requests of people: by the control socket while the node runs, in process while it is stopped. Specs/control.md
extension Node {
    package func perform(_ request: ControlRequest, now: Timestamp) -> ControlAnswer {
        do {
            return try answer(request, now: now)
        } catch {
            return .failure(ControlFailure(caught: error))
        }
    }

    private func answer(_ request: ControlRequest, now: Timestamp) throws -> ControlAnswer {
        let arguments = RequestArguments(request.arguments)
        let actor = Actor(user: request.user, purpose: request.purpose, caseNumber: request.caseNumber)
        switch request.name {
        case "node.status": return .result(try status(now: now))
        case "node.reload": return .result([:])
        case "peers": return .rows(try peerRows(now: now), result: [:])
        case "doctor": return .rows(try checkRows(now: now), result: [:])
        case "card.list", "card.import", "card.replace":
            return try answerCard(request.name, arguments, by: actor, now: now)
        case _ where request.name.hasPrefix("agreement."):
            return try answerAgreement(request.name, arguments, by: actor, now: now)
        case _ where request.name.hasPrefix("record."):
            return try answerRecord(request.name, arguments, by: actor, now: now)
        case _ where request.name.hasPrefix("match."):
            return try answerMatch(request.name, arguments, by: actor, now: now)
        case _ where request.name.hasPrefix("audit."):
            return try answerAudit(request.name, arguments, by: actor, now: now)
        default:
            return .failure(
                ControlFailure("not-offered", "this node does not offer `\(request.name)`", exit: .no))
        }
    }

    /// What to tell peers and the shell after a request changed something: taken by the next ``wake(now:)``.
    func queueActions(_ actions: [LinkAction]) { pendingActions += actions }
}
