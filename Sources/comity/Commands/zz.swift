enum Card { static let commands: [CommandTree] = [] }
enum AgreementCommands { static let all: [CommandTree] = [] }
