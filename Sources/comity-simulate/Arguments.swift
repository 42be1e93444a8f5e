import ComitySimulator

/// What the command line asks for.
struct Arguments {
    enum Reading {
        case run(Arguments)
        case help
        case mistake(String)
    }

    var seeds: ClosedRange<UInt64> = 1...100
    var options = SimulationOptions()
    var isVerbose = false
    var isJSON = false
    /// The options as they were typed, to repeat a run.
    var spelled: [String] = []

    static let help = """
        usage: comity-simulate [--seeds A-B] [--nodes N] [--steps N] [--verbose] [--json]

        Runs one simulated world for each seed and checks what must hold in it.

          --seeds A-B   from A to B, or one number (default 1-100)
          --nodes N     honest nodes, 2 to 9 (default: the seed chooses 3 to 5)
          --steps N     steps of the workload (default 40)
          --verbose     tell what happens
          --json        one JSON object for each seed

        exit status: 0 all is well, 1 a seed failed, 2 the command line is wrong
        """

    static func read(_ words: [String]) -> Reading {
        var arguments = Arguments()
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": return .help
            case "--verbose": arguments.isVerbose = true
            case "--json": arguments.isJSON = true
            case "--seeds", "--nodes", "--steps":
                guard let value = rest.popFirst() else { return .mistake("`\(word)` needs a value") }
                guard arguments.set(word, value) else { return .mistake("`\(word)` cannot be `\(value)`") }
                if word != "--seeds" { arguments.spelled += [word, value] }
            default: return .mistake("unknown option `\(word)`")
            }
        }
        return .run(arguments)
    }

    private mutating func set(_ option: String, _ value: String) -> Bool {
        switch option {
        case "--seeds":
            let ends = value.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last
            else { return false }
            seeds = first...last
        case "--nodes":
            guard let count = Int(value), (2...9).contains(count) else { return false }
            options.nodes = count
        default:
            guard let count = Int(value), (1...100_000).contains(count) else { return false }
            options.steps = count
        }
        return true
    }
}
