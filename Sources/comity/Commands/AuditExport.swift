import ComityCore
import ComityNode

/// `comity audit export`
enum AuditExport: Command {
    static let name = "export"
    static let summary = "writes the audit trail as files that other people's tools can verify"
    static let discussion = "The folder holds a signed checkpoint and tiles as C2SP tlog-tiles lays them out."
    static let output = Argument<String>.required(
        "output", "DIR", "the folder to write to; it must not exist or be empty", completion: .folder)
    static let parameters = [output.parameter]

    static func run(_ call: Call) throws {
        let folder = Files.absolute(call[output])
        let node = try call.node()
        try Files.makeFolder(folder, mode: 0o755)
        guard try Files.isEmptyFolder(folder) else {
            throw ControlFailure("cannot-write", "`\(call[output])` is not empty", exit: .cannotWrite)
        }
        let result = try node.ask("audit.export") { row throws(ControlFailure) in
            guard let path = row["path"]?.textValue, let bytes = row["bytes"]?.bytesValue, isSafe(path) else {
                throw ControlFailure("unexpected-reply", "the node sent a file without a safe name", exit: .badData)
            }
            try Files.writeWithFolders(bytes, to: path, under: folder)
        }
        let columns = [Column("files", .integer), Column("size", .integer), Column("key")]
        call.console.value(columns.object(result))
        call.console.line(
            "\(Prose.count(result["files"]?.integerValue ?? 0, "file")) written to \(call[output])")
        call.console.line("the checkpoint is signed with \(columns[2].cell(result))")
    }

    /// Relative, and nowhere upward.
    private static func isSafe(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}
