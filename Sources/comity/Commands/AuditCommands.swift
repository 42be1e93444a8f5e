/// `comity audit …`
enum AuditCommands {
    static let all: [CommandTree] = [
        .command(AuditList.self), .command(AuditShow.self), .command(AuditVerify.self), .command(AuditExport.self),
    ]

    static let columns = [
        Column("index", .integer), Column("at", .time), Column("kind"), Column("agency"), Column("agreement"),
        Column("record"), Column("clauses", .texts), Column("purpose"), Column("case"), Column("user"),
        Column("detail"),
    ]
}
