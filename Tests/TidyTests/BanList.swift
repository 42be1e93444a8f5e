/// Calls that have their own room, or none. Each entry says what to write instead.
struct Ban {
    let name: String
    let pattern: Regex<Substring>
    let insteadUse: String
    /// Path prefixes to which the ban applies.
    let within: [String]
    /// Path prefixes where the call is at home.
    let except: [String]

    nonisolated(unsafe) static let all: [Ban] = [
        Ban(
            name: "Date()", pattern: /\bDate\(\)|\bDate\.now\b/, insteadUse: "take `now: Timestamp` as an argument",
            within: ["Sources/", "Tests/"], except: []),
        Ban(
            name: "a clock",
            pattern: /\bContinuousClock\b|\bSuspendingClock\b|\bclock_gettime\b|\bgettimeofday\b|\btime\(nil\)/,
            insteadUse: "take `now: Timestamp` as an argument; the shell asks SystemClock",
            within: ["Sources/"], except: ["Sources/ComityServer/Platform/", "Sources/comity-bench/"]),
        Ban(
            name: "SystemRandomNumberGenerator", pattern: /\bSystemRandomNumberGenerator\b/,
            insteadUse: "take `inout some RandomSource` as an argument",
            within: ["Sources/", "Tests/"], except: ["Sources/ComityServer/Platform/"]),
        Ban(
            name: "hidden randomness",
            pattern: /\.random\((?:\)|in:(?!.*using:))|\.shuffled\(\)|\.shuffle\(\)|\.randomElement\(\)/,
            insteadUse: "pass the generator: `using: &random`",
            within: ["Sources/", "Tests/"], except: []),
        Ban(
            name: "print in a library", pattern: /(?:^|[^\w.])(?:debugPrint|print|dump)\(/,
            insteadUse: "return a value, or log in the shell", within: ["Sources/Comity"], except: []),
        Ban(
            name: "try!", pattern: /\btry!/, insteadUse: "throw, or check before and say why it cannot fail",
            within: ["Sources/"], except: []),
        Ban(
            name: "fatalError", pattern: /\bfatalError\(/,
            insteadUse: "throw for input, `preconditionFailure` for our own mistakes",
            within: ["Sources/"], except: []),
        Ban(
            name: "synthesized coding", pattern: /\b(?:Codable|Encodable|Decodable)\b/,
            insteadUse: "CBORWriter and CBORReader, by hand", within: ["Sources/"], except: []),
        Ban(
            name: "a mark for later", pattern: /\bTODO\b|\bFIXME\b|\bXXX\b/, insteadUse: "an issue",
            within: ["Sources/"], except: []),
        Ban(
            name: "waiting below ComityServer", pattern: /\basync\b|\bawait\b|\bTask\s*[{<(]|^\s*(?:\w+\s+)*actor\s+\w/,
            insteadUse: "values and `now` in, values and actions out",
            within: Layers.core.sorted().map { "Sources/\($0)/" }, except: []),
    ]

    func findings(_ file: SourceFile) -> [String] {
        guard within.contains(where: file.path.hasPrefix), !except.contains(where: file.path.hasPrefix) else {
            return []
        }
        return file.places(of: pattern).map { "\(file.path):\($0): \(name): use \(insteadUse)" }
    }
}
