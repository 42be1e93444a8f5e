import Foundation

/// Reads `Specs/vectors/<path>`: cases divided by blank lines, each of `key: value` lines; `#` begins a comment.
func vectorCases(_ path: String) throws -> [[String: String]] {
    let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("Specs/vectors/\(path)"), encoding: .utf8)
    var cases: [[String: String]] = [[:]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) where !line.hasPrefix("#") {
        guard let colon = line.firstIndex(of: ":") else {
            cases.append([:])
            continue
        }
        let value = line[line.index(after: colon)...]
        cases[cases.count - 1][String(line[..<colon])] = String(value.drop(while: { $0 == " " }))
    }
    return cases.filter { !$0.isEmpty }
}
