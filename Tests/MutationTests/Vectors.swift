import ComityCore
import Foundation
import Testing

/// One case of a vector file: lines `name: value`, in paragraphs; lines that begin with `#` are remarks.
struct VectorCase: Sendable, CustomTestStringConvertible {
    let file: String
    private let values: [String: String]

    var testDescription: String { "\(file) \(values["case"] ?? "?")" }

    func text(_ name: String) throws -> String {
        guard let value = values[name] else { throw VectorError(reason: "\(testDescription) has no `\(name)`") }
        return value
    }

    func bytes(_ name: String) throws -> [UInt8] { try Hex.decode(try text(name)) }

    /// The value, or nil if the case has none of this name.
    func optional(_ name: String) -> String? { values[name] }

    func number(_ name: String) throws -> Int {
        guard let value = Int(try text(name)) else { throw VectorError(reason: "\(testDescription): `\(name)`") }
        return value
    }

    /// The cases of `Specs/vectors/<path>`.
    static func load(_ path: String) throws -> [VectorCase] {
        let text = String(decoding: try vectorBytes(path), as: UTF8.self)
        var cases: [VectorCase] = []
        for paragraph in text.split(separator: "\n\n") {
            var values: [String: String] = [:]
            for line in paragraph.split(separator: "\n") where !line.hasPrefix("#") {
                guard let colon = line.firstIndex(of: ":") else { throw VectorError(reason: "\(path): `\(line)`") }
                values[String(line[..<colon])] = line[line.index(after: colon)...]
                    .trimmingCharacters(in: .whitespaces)
            }
            if !values.isEmpty { cases.append(VectorCase(file: path, values: values)) }
        }
        guard !cases.isEmpty else { throw VectorError(reason: "\(path) holds no case") }
        return cases
    }

    /// The cases of all files `*.txt` in `Specs/vectors/<folder>`, by file name.
    static func loadFolder(_ folder: String) throws -> [VectorCase] {
        let path = repositoryRoot.appendingPathComponent("Specs/vectors/\(folder)").path
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".txt") }
        return try names.sorted().flatMap { try load("\(folder)/\($0)") }
    }
}

struct VectorError: Error {
    let reason: String
}

/// The root of the repository, found from this file.
let repositoryRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

func vectorBytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: repositoryRoot.appendingPathComponent("Specs/vectors/\(path)")))
}
