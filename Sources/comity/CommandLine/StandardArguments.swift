import ComityServer

/// The options that every command takes, at any place of the line.
enum StandardArguments {
    static let home = Argument<String?>.option(
        "home", "DIR", "the node's home (default: COMITY_HOME, else ~/.comity)", completion: .folder)
    static let json = Argument<Bool>.flag("json", "print JSON on standard output and everything else on standard error")
    static let purpose = Argument<String?>.option(
        "purpose", "WORD", "why you ask; recorded, and demanded where an agreement says so")
    static let caseNumber = Argument<String?>.option(
        "case", "NUMBER", "the case that you work on; recorded, and demanded where an agreement says so")
    static let passphraseFile = Argument<String?>.option(
        "passphrase-file", "FILE", "unlocks the key files with its first line (default: COMITY_PASSPHRASE_FILE)",
        completion: .file)
    static let logLevel = Argument<LogLevel?>.option("log-level", "LEVEL", "least severity that is logged")
    static let logFormat = Argument<LogFormat?>.option("log-format", "FORMAT", "form of the log on standard error")
    static let help = Argument<Bool>.flag("help", short: "h", "say how this is used")

    static let parameters: [Parameter] = [
        home.parameter, json.parameter, purpose.parameter, caseNumber.parameter, passphraseFile.parameter,
        logLevel.parameter,
        logFormat.parameter, help.parameter,
    ]
}

extension LogLevel: ArgumentValue {}
extension LogFormat: ArgumentValue {}
