/// The rows of docs/ARCHITECTURE.md, the lowest first: a target uses lower rows, or what stands left of it on its own.
enum Layers {
    static let rows: [[String]] = [
        ["CSQLite", "COpenSSL", "CZstd", "CLibevent", "CPlatform"],
        ["ComityCore", "ComityCrypto", "ComityMerkle", "ComityCompression", "ComitySQLite"],
        [
            "ComityRecords", "ComityAgreement", "ComityFeed", "ComitySync", "ComityAudit", "ComityLinkage",
            "ComityReference",
        ],
        ["ComityStore"],
        ["ComityNode"],
        ["ComityServer", "ComitySimulator"],
        ["ComityConsoleAssets", "ComityConsole"],
        ["comity", "comity-simulate", "comity-bench"],
    ]

    /// Rooms in which nothing waits and nothing is read from the machine: every row below `ComityServer`.
    static let core = Set(rows[1...4].joined())

    /// The only Swift room that imports each C library.
    static let wrappers = [
        "CSQLite": "ComitySQLite", "COpenSSL": "ComityCrypto", "CZstd": "ComityCompression",
        "CLibevent": "ComityServer", "CPlatform": "ComityServer",
    ]

    static func place(of target: String) -> (row: Int, column: Int)? {
        for (row, targets) in rows.enumerated() {
            if let column = targets.firstIndex(of: target) { return (row, column) }
        }
        return nil
    }

    /// Findings about one target of the manifest.
    static func findings(_ target: Manifest.Target) -> [String] {
        guard target.kind != .tests else { return [] }
        guard let own = place(of: target.name) else { return ["`\(target.name)` stands in no row of Layers.rows"] }
        return target.dependencies.compactMap { dependency in
            guard let other = place(of: dependency) else { return "`\(target.name)` uses unknown `\(dependency)`" }
            let isBelow = other.row < own.row || (other.row == own.row && other.column < own.column)
            return isBelow ? nil : "`\(target.name)` must not use `\(dependency)`, which is not below it"
        }
    }
}
