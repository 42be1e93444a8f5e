import Foundation
import Testing

/// Runs the steps of a script with the built `comity` first in PATH, in an empty folder that is also HOME.
struct ScriptRunner {
    struct Outcome {
        let output: [String]
        let errors: [String]
        let exit: Int32
    }

    /// Beside the test bundle stand the products.
    static let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path

    static let scriptsFolder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "scripts")

    let folder: URL

    init(name: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "comity-script-\(ProcessInfo.processInfo.processIdentifier)-\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() throws { try FileManager.default.removeItem(at: folder) }

    func run(_ command: String) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        process.environment = ["PATH": "\(Self.products):/usr/bin:/bin", "HOME": folder.path, "LC_ALL": "C.UTF-8"]
        process.standardInput = FileHandle.nullDevice
        // Files, not pipes: a child that stays behind cannot hold the test up.
        let output = try sink("output")
        let errors = try sink("errors")
        process.standardOutput = output.handle
        process.standardError = errors.handle
        try process.run()
        process.waitUntilExit()
        return Outcome(
            output: try lines(output.file), errors: try lines(errors.file), exit: process.terminationStatus)
    }

    private func sink(_ name: String) throws -> (file: URL, handle: FileHandle) {
        let file = folder.appendingPathExtension(name)
        try Data().write(to: file)
        return (file, try FileHandle(forWritingTo: file))
    }

    private func lines(_ file: URL) throws -> [String] {
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        try FileManager.default.removeItem(at: file)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
