import Foundation
import Testing

/// The vector files of Specs/vectors/linkage-model.
enum Vectors {
    /// The words of each line that is no comment; each line has `count`.
    static func lines(_ name: String, count: Int) throws -> [[String]] { try read(name, count, separator: " ") }

    /// The same for lines whose parts hold spaces.
    static func tabbed(_ name: String, count: Int) throws -> [[String]] { try read(name, count, separator: "\t") }

    private static func read(_ name: String, _ count: Int, separator: Character) throws -> [[String]] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Specs/vectors/linkage-model/\(name)"), encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            line.split(separator: separator).map(String.init)
        }
        try #require(!lines.isEmpty)
        for line in lines { try #require(line.count == count, "\(line)") }
        return lines
    }
}
