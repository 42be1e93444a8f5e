import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode

extension AgreementNotice.Kind {
    /// Whether an agreement's state is what the notice is for. One that is not in force yet stays so.
    fileprivate func leadsTo(_ state: String) -> Bool {
        switch self {
        case .suspend: ["suspended", "signed"].contains(state)
        case .resume: ["in-force", "signed"].contains(state)
        case .terminate: ["ended", "signed"].contains(state)
        }
    }
}

/// What `comity agreement suspend`, `resume` and `end` have in common: a signed notice about the version in force.
enum NoticeCommand {
    static let reason = Argument<String?>.option("reason", "TEXT", "why; told to the parties")
    static let yes = Argument<Bool>.flag("yes", "do not ask")
    static let parameters = [AgreementCommands.id.parameter, reason.parameter, Call.key.parameter, yes.parameter]
    static let discussion = """
        The root key signs, as it signed the agreement; every party that can be reached is told at once, the others \
        when they are linked again.
        """

    /// Asks, signs, and gives the notice to the node.
    static func give(_ kind: AgreementNotice.Kind, question: String, _ call: Call) throws {
        let id = call[AgreementCommands.id]
        try call.confirm(question, assumed: call[yes])
        if let reason = call[reason], reason.utf8.count > AgreementLimit.noticeReasonBytes {
            throw ControlFailure(
                "usage", "the reason has more than \(AgreementLimit.noticeReasonBytes) bytes", exit: .usage)
        }
        let node = try call.node()
        let agreement = try AgreementDocument.fetch(id, version: try version(of: id, node), node).signed.agreement
        let key = try call.rootKey()
        guard let party = agreement.parties.first(where: { $0.key == key.publicKey }) else {
            throw ControlFailure(
                "no-party", "no party of `\(id)` has the key `\(key.publicKey)`",
                hints: ["name the file of the root key with `--key`"], exit: .badData)
        }
        let notice = AgreementNotice(
            kind, of: agreement, by: party.agency, effective: call.environment.now(), reason: call[reason])
        let result = try node.ask("agreement.notice", ["notice": .bytes(try notice.signed(with: key))])
        let columns = [Column("id"), Column("version", .integer), Column("state")]
        call.console.value(columns.object(result))
        let state = columns[2].cell(result)
        call.console.line("\(id) is \(state)")
        guard !kind.leadsTo(state) else { return }
        if kind == .resume, state == "suspended" {
            call.console.note("another party has suspended it too: it must resume it itself")
        }
        throw ControlFailure.answeredNo
    }

    /// The version that a notice is about: the one that governs or would but for a notice, else the newest that every
    /// party has signed.
    private static func version(of id: AgreementID, _ node: NodeAccess) throws -> Int {
        var complete: Int64?
        var governing: Int64?
        try node.ask("agreement.list", ["id": .text(id.text)]) { row in
            guard Column("missing", .texts).texts(row).isEmpty else { return }
            complete = row["version"]?.integerValue
            if ["in-force", "suspended", "ended"].contains(row["state"]?.textValue ?? "") { governing = complete }
        }
        guard let version = governing ?? complete else {
            throw ControlFailure(
                "not-found", "no agreement `\(id)` is here that every party has signed", exit: .no)
        }
        return Int(version)
    }
}
