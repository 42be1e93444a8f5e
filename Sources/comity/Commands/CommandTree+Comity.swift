extension CommandTree {
    /// Every command of `comity`, in the order of help.
    static let comity = group(
        "comity", "shares trafficking intelligence between agencies under the agreements that they signed",
        discussion: """
            Exit status: 0 done; 1 a check failed or the answer is no; 64 usage; 65 bad data; 69 node or peer \
            unreachable; 73 cannot write; 75 locked, try again.
            """,
        [
            .command(Init.self),
            .group("card", "shows and exchanges node cards", CardCommands.all),
            .group("node", "runs the node and says how it is", [.command(NodeRun.self), .command(NodeStatus.self)]),
            .command(Peers.self),
            .group("agreement", "drafts, checks, signs and ends agreements", AgreementCommands.all),
            .group("record", "keeps the records of this agency", RecordCommands.all),
            .command(Search.self),
            .group("match", "reviews possible matches between agencies", MatchCommands.all),
            .group("link", "finds the rows of files that are the same person", LinkCommands.all),
            .group("audit", "reads and verifies the audit trail", AuditCommands.all),
            .command(Doctor.self),
            .command(Demo.self),
            .command(Completion.self),
            .command(Version.self),
        ])
}
