import ComityNode

/// `comity-bench [NAME…] [--records N] [--repeats R] [--people CSV] [--list]`
struct BenchOptions {
    /// Measurements of one group come from one run and cost what the run costs.
    static let groups: [(name: String, measurements: [String])] = [
        (
            "memory",
            [
                "import", "disclose", "seal", "open", "merge", "edits", "wire", "wire-edits", "disk-origin",
                "disk-partner",
            ]
        ),
        ("widening", ["widen"]),
        ("handshakes", ["handshake"]),
        ("tls", ["sync", "live"]),
        ("strings", ["jaro-winkler"]),
        ("link", ["link", "pairs"]),
        (
            "match",
            ["match-build", "match-query", "match-insert", "match-remove", "match-search", "match-open"]
        ),
    ]

    var names: [String]
    var records = 10_000
    var repeats = 3
    /// The rows of the `match` measurements, if they are not to be invented.
    var people: String?
    var isList = false

    init(_ arguments: [String]) throws {
        let all = Self.groups.flatMap(\.measurements)
        names = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--list": isList = true
            case "--records": records = try Self.number(word, rest.popFirst())
            case "--repeats": repeats = try Self.number(word, rest.popFirst())
            case "--people": people = rest.popFirst()
            case _ where all.contains(word): names.append(word)
            case _ where Self.groups.contains { $0.name == word }:
                names += Self.groups.filter { $0.name == word }.flatMap(\.measurements)
            default:
                throw ControlFailure("usage", "`\(word)` is no measurement; --list names them", exit: .usage)
            }
        }
        if names.isEmpty { names = all }
    }

    func wants(_ group: String) -> Bool {
        Self.groups.contains { $0.name == group && !Set($0.measurements).isDisjoint(with: names) }
    }

    private static func number(_ option: String, _ text: String?) throws -> Int {
        guard let number = text.flatMap({ Int($0) }), number > 0 else {
            throw ControlFailure("usage", "\(option) takes a whole number above 0", exit: .usage)
        }
        return number
    }
}
