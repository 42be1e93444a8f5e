import Glibc

/// One case of Specs/vectors: lines of `name: value`, then after an empty line the payload, if any.
struct VectorFile {
    let name: String
    let fields: [(name: String, value: String)]
    let payload: [UInt8]

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The cases of one folder, in order of their names.
    static func all(_ folder: String) -> [VectorFile] {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "\(root)/Specs/vectors/\(folder)"
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".txt") { names.append(name) }
        }
        return names.sorted().map { VectorFile(name: "\(folder)/\($0)", bytes: read("\(path)/\($0)")) }
    }

    private init(name: String, bytes: [UInt8]) {
        self.name = name
        let end = bytes.indices.first { bytes[$0] == 0x0A && ($0 + 1 == bytes.count || bytes[$0 + 1] == 0x0A) } ?? 0
        fields = bytes[..<end].split(separator: 0x0A).map { line in
            let text = String(decoding: line, as: UTF8.self)
            let name = text.prefix { $0 != ":" }
            return (String(name), String(text.dropFirst(name.count + 2)))
        }
        payload = Array(bytes.dropFirst(end + 2))
    }

    private static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}
