/// `comity card list`
enum CardList: Command {
    static let name = "list"
    static let summary = "lists the cards that this node knows"

    static func run(_ call: Call) throws {
        let columns = CardOutput.columns.map { column in
            Column(column.key, column.kind, isDetail: column.isDetail || ["issued", "root_key"].contains(column.key))
        }
        try call.node().list("card.list", columns: columns, ifEmpty: "no cards")
    }
}
