import ComityCore
import ComityNode
import ComityRecords

/// What the demonstration is run on.
struct DemoOptions {
    let left: String?
    let right: String?
    let map: String?
    let now: Timestamp

    /// Whether it runs on the bundled sample.
    var isSample: Bool { left == nil }

    /// The files of the three agencies.
    func files() throws -> [DemoFile] {
        let sampleMap = try DemoSample.map(now: now)
        let provider = try DemoFile(
            name: "provider sample", bytes: Array(DemoSample.provider.utf8), map: sampleMap, defaults: [])
        guard let left, let right else {
            return [
                try DemoFile(name: "sheriff sample", bytes: Array(DemoSample.left.utf8), map: sampleMap, defaults: []),
                try DemoFile(name: "state sample", bytes: Array(DemoSample.right.utf8), map: sampleMap, defaults: []),
                provider,
            ]
        }
        let given = try map.map { try FieldMapFile.read($0) }
        return [try file(left, map: given), try file(right, map: given), provider]
    }

    private func file(_ path: String, map: FieldMap?) throws -> DemoFile {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let bytes = try Files.read(path, limitBytes: DemoFile.limitBytes)
        var completed = map
        if let map {
            // What the user's map leaves open is as for inferred maps.
            let missing = DemoSample.defaults(now: now).filter { setting in
                !map.defaults.contains { $0.path == setting.path }
            }
            completed = FieldMap(
                type: map.type, idColumn: map.idColumn, defaults: map.defaults + missing, entries: map.entries)
        }
        return try DemoFile(name: name, bytes: bytes, map: completed, defaults: DemoSample.defaults(now: now))
    }
}
