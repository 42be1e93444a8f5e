/// `comity card …`
enum CardCommands {
    static let all: [CommandTree] = [
        .command(CardShow.self), .command(CardExport.self), .command(CardImport.self), .command(CardList.self),
        .command(CardUpdate.self),
    ]
}
