/// Commands that a user could type, with what they print: the form is described in docs/HACKING.md.
struct Script {
    struct Step {
        let line: Int
        let command: String
        var output: [String] = []
        var errors: [String] = []
        var exit: Int32 = 0
    }

    let steps: [Step]

    init(_ text: String) {
        var steps: [Step] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("$ ") {
                steps.append(Step(line: index + 1, command: String(line.dropFirst(2))))
            } else if steps.isEmpty || line.hasPrefix("#") {
                continue
            } else if line.hasPrefix("! ") {
                steps[steps.count - 1].errors.append(String(line.dropFirst(2)))
            } else if line.hasPrefix("? ") {
                steps[steps.count - 1].exit = Int32(line.dropFirst(2)) ?? -1
            } else {
                steps[steps.count - 1].output.append(String(line))
            }
        }
        self.steps = steps.map { step in
            var step = step
            // Empty lines before the next command are for the reader.
            while step.output.last?.isEmpty == true { step.output.removeLast() }
            return step
        }
    }

    /// Whether `lines` are what `expected` says: `...` is any text within a line, alone any number of lines.
    static func matches(_ lines: [String], _ expected: [String]) -> Bool {
        guard let first = expected.first else { return lines.isEmpty }
        let rest = Array(expected.dropFirst())
        if first == "..." {
            return (0...lines.count).contains { matches(Array(lines.dropFirst($0)), rest) }
        }
        guard let line = lines.first, matches(line[...], first[...]) else { return false }
        return matches(Array(lines.dropFirst()), rest)
    }

    private static func matches(_ line: Substring, _ pattern: Substring) -> Bool {
        guard let hole = pattern.firstRange(of: "...") else { return line == pattern }
        let head = pattern[..<hole.lowerBound]
        guard line.hasPrefix(head) else { return false }
        var rest = line.dropFirst(head.count)
        while true {
            if matches(rest, pattern[hole.upperBound...]) { return true }
            guard rest.popFirst() != nil else { return false }
        }
    }
}
