import ComityCore
import ComityNode
import Glibc

/// `comity demo`
enum Demo: Command {
    static let name = "demo"
    static let summary = "shows three agencies sharing persons under an agreement, and checks it"
    static let discussion = """
        Starts three nodes on this machine as three processes with real mutual TLS, on a bundled sample of invented \
        persons or on two files of your own, and ends with a table of figures. Exits 0 only if everything it shows was \
        checked.
        """
    static let left = Argument<String?>.option("left", "A.csv", "persons of the first police agency")
    static let right = Argument<String?>.option("right", "B.csv", "persons of the second police agency")
    static let fields = Argument<String?>.option("fields", "MAP.json", "how the columns are read (default: inferred)")
    static let keep = Argument<String?>.option("keep", "DIR", "leave homes, keys and logs in DIR (default: removed)")
    static let parameters = [left.parameter, right.parameter, fields.parameter, keep.parameter]

    static func run(_ call: Call) throws {
        guard (call[left] == nil) == (call[right] == nil) else {
            throw ControlFailure("usage", "`--left` and `--right` go together", exit: .usage)
        }
        let map = call[fields] == "auto" ? nil : call[fields]
        let options = DemoOptions(left: call[left], right: call[right], map: map, now: call.environment.now())
        let folder = try call[keep].map(keptFolder) ?? temporaryFolder()
        let run: DemoRun
        do {
            run = try DemoRun(options, console: call.console, folder: folder)
        } catch {
            // Nothing has begun that somebody would want to look at.
            if call[keep] == nil { removeFolder(folder) }
            throw error
        }
        try run.run()
        // What went wrong stays to be looked at.
        if call[keep] == nil, run.failures.isEmpty { removeFolder(folder) }
        let width = run.figures.rows.map(\.0.count).max() ?? 0
        run.tell("")
        for (title, value) in run.figures.rows {
            run.tell("  \(title)\(String(repeating: " ", count: width - title.count))  \(value)")
        }
        if call.console.isJSON { call.console.raw(run.figures.json.text + "\n") }
        guard run.failures.isEmpty else {
            throw ControlFailure(
                "failed", "\(run.failures.count) of the promises did not hold: \(run.failures[0])", exit: .no)
        }
    }

    private static func keptFolder(_ path: String) throws -> String {
        let path = Files.absolute(path)
        try Files.makeFolder(path, mode: 0o700)
        guard try Files.isEmptyFolder(path) else {
            throw ControlFailure("exists", "`\(path)` is not empty", exit: .cannotWrite)
        }
        return path
    }

    private static func temporaryFolder() throws -> String {
        var template = Array("/tmp/comity-demo-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ControlFailure("cannot-write", "cannot make a folder under `/tmp`", exit: .cannotWrite)
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the folder that ``temporaryFolder()`` made, depth first; links are removed, not followed.
    private static func removeFolder(_ path: String) {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            let child = "\(path)/\(name)"
            if unlink(child) != 0 { removeFolder(child) }
        }
        closedir(folder)
        rmdir(path)
    }
}
