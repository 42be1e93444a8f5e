/// `comity node status`
enum NodeStatus: Command {
    static let name = "status"
    static let summary = "says what the node holds and whether it runs"
    static let columns = [
        Column("agency"), Column("version"), Column("running", .boolean), Column("since", .time),
        Column("listening", .texts), Column("records", .integer), Column("views", .integer),
        Column("queue", .integer), Column("audit_size", .integer), Column("store_version", .integer),
    ]

    static func run(_ call: Call) throws {
        try call.node().describe("node.status", columns: columns)
    }
}
