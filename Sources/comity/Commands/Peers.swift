/// `comity peers`
enum Peers: Command {
    static let name = "peers"
    static let summary = "lists the peers and how it stands with each"
    static let columns = [
        Column("agency"), Column("state"), Column("since", .time), Column("reason"), Column("sent", .integer),
        Column("received", .integer), Column("lag", .integer), Column("refused", isDetail: true),
        Column("refused_at", .time, isDetail: true),
    ]

    static func run(_ call: Call) throws {
        try call.node().list(
            "peers", columns: columns, ifEmpty: "no peers: import a card with `comity card import FILE`")
    }
}
