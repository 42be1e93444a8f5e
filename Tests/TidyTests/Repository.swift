import Foundation

/// The files of this working tree, as the checks see them.
///
/// Strategy: every check is a function from text to findings, tested on small texts in `TidyCheckTests`; the tests in
/// `RepositoryTests` only apply the checks to the real files and expect no finding.
struct Repository {
    /// The folder that holds `Package.swift`.
    let root: String

    static let current = Repository(
        root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path)

    /// What is no part of the project, or made from it.
    private static let skippedNames: Set<String> = [".build", ".git", ".swiftpm", "node_modules", "__pycache__"]

    /// Paths below `folder` relative to the root, sorted; all files if `folder` is empty.
    func files(in folder: String = "", suffixes: [String] = [""]) throws -> [String] {
        let start = URL(filePath: root).appending(path: folder)
        var found: [String] = []
        var pending = [start]
        while let next = pending.popLast() {
            let entries = try FileManager.default.contentsOfDirectory(
                at: next, includingPropertiesForKeys: [.isDirectoryKey, .isSymbolicLinkKey])
            for entry in entries where !Self.skippedNames.contains(entry.lastPathComponent) {
                let values = try entry.resourceValues(forKeys: [.isDirectoryKey, .isSymbolicLinkKey])
                if values.isDirectory == true, values.isSymbolicLink != true {
                    pending.append(entry)
                } else if suffixes.contains(where: { entry.lastPathComponent.hasSuffix($0) }) {
                    found.append(String(entry.path.dropFirst(root.count + 1)))
                }
            }
        }
        return found.sorted()
    }

    func sizeBytes(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(root)/\(path)")
        return (attributes[.size] as? Int) ?? 0
    }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    /// The text of a file; nil if it is not UTF-8, which is how binary files are told apart.
    func text(_ path: String) throws -> String? {
        String(data: try Data(contentsOf: URL(filePath: "\(root)/\(path)")), encoding: .utf8)
    }

    func sources(in folder: String) throws -> [SourceFile] {
        try files(in: folder, suffixes: [".swift"]).compactMap { path in
            try text(path).map { SourceFile(path: path, text: $0) }
        }
    }
}
