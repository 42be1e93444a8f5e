import ComityNode
import Testing

@testable import comity

@Suite struct ParserTests {
    enum Colour: String, CaseIterable, ArgumentValue { case red, green }

    static let name = Argument<String?>.option("name", short: "n", "NAME", "a name")
    static let count = Argument<Int>.option("count", "N", "a count", defaultValue: 7, shownAs: "7")
    static let colours = Argument<[Colour]>.repeated("colour", "COLOUR", "a colour")
    static let loud = Argument<Bool>.flag("loud", short: "l", "loudly")
    static let file = Argument<String>.positional("FILE", "a file")
    static let more = Argument<String?>.optionalPositional("MORE", "another")
    static let sizes = Argument<[Int]>.positionals("SIZE", "sizes")

    enum Paint: Command {
        static let name = "paint"
        static let summary = "paints"
        static let parameters = [
            ParserTests.name.parameter, count.parameter, colours.parameter, loud.parameter, file.parameter,
            more.parameter,
        ]
        static func run(_ call: Call) {}
    }

    enum Measure: Command {
        static let name = "measure"
        static let summary = "measures"
        static let parameters = [sizes.parameter]
        static func run(_ call: Call) {}
    }

    static let tree = CommandTree.group(
        "tool", "a tool", [.group("wall", "walls", [.command(Paint.self)]), .command(Measure.self)])

    func parse(_ line: String) throws(ControlFailure) -> ParsedLine {
        try Parser.parse(line.split(separator: " ").map(String.init), tree: Self.tree)
    }

    func value<Value>(_ argument: Argument<Value>, _ line: ParsedLine) -> Value {
        argument.read(line.values[argument.parameter.name] ?? [])
    }

    @Test func everyFormIsRead() throws {
        let line = try parse("wall --json paint --name=a=b --count 3 --colour red -l --colour green f -- --m")
        #expect(line.path.map(\.name) == ["tool", "wall", "paint"])
        #expect(value(Self.name, line) == "a=b")
        #expect(value(Self.count, line) == 3)
        #expect(value(Self.colours, line) == [.red, .green])
        #expect(value(Self.loud, line))
        #expect(value(Self.file, line) == "f")
        #expect(value(Self.more, line) == "--m")
        #expect(value(StandardArguments.json, line))
    }

    @Test func whatIsNotGivenHasItsDefault() throws {
        let line = try parse("wall paint f")
        #expect(value(Self.name, line) == nil)
        #expect(value(Self.count, line) == 7)
        #expect(value(Self.colours, line).isEmpty)
        #expect(!value(Self.loud, line))
        #expect(value(Self.more, line) == nil)
    }

    @Test func shortOptionsTakeValues() throws {
        #expect(value(Self.name, try parse("wall paint f -n x")) == "x")
        #expect(value(Self.name, try parse("wall paint f -nx")) == "x")
    }

    @Test func valuesMayLookLikeOptionsOfOthers() throws {
        #expect(value(Self.name, try parse("wall paint f --name --strange")) == "--strange")
        #expect(value(Self.name, try parse("wall paint - --name -5")) == "-5")
        #expect(value(Self.file, try parse("wall paint -")) == "-")
    }

    @Test func repeatedPositionalsAreAllTaken() throws {
        #expect(value(Self.sizes, try parse("measure 1 2 3")) == [1, 2, 3])
    }

    @Test(arguments: [
        "--help", "wall --help", "wall paint --help", "help wall paint", "wall paint --help --count 3", "wall -h",
    ])
    func helpNeedsNothingElse(line: String) throws {
        #expect(try parse(line).wantsHelp)
    }

    @Test(arguments: [
        ("", "`tool` needs a command"),
        ("wall", "`tool wall` needs a command"),
        ("wal", "`tool` has no command `wal`"),
        ("wall paint", "`tool wall paint` needs `FILE`: a file"),
        ("measure", "`tool measure` needs `SIZE`: sizes"),
        ("measure x", "`SIZE` takes a whole number from 0, not `x`"),
        ("measure 01", "`SIZE` takes a whole number from 0, not `01`"),
        ("wall paint f g h", "unexpected argument `h` for `tool wall paint`"),
        ("wall paint f --nmae x", "`tool wall paint` has no option `--nmae`"),
        ("wall paint f -x", "`tool wall paint` has no option `-x`"),
        ("wall paint f -ln", "`tool wall paint` has no option `-ln`"),
        ("wall paint f --name", "`--name` needs a value: text"),
        ("wall paint f --name --count 3", "`--name` needs a value: text"),
        ("wall paint f --name a --name b", "`--name` is given twice"),
        ("wall paint f --colour blue", "`--colour` takes red or green, not `blue`"),
        ("wall paint f --loud=1", "`--loud` takes no value, but got `1`"),
    ])
    func errorsNameTheInput(line: String, reason: String) {
        do throws(ControlFailure) {
            _ = try parse(line)
            Issue.record("accepted `\(line)`")
        } catch {
            #expect(error.reason == reason)
            #expect(error.exit == .usage)
            #expect(error.hints.count <= 2)
        }
    }

    @Test(arguments: [
        ("snyc", ["sync", "sign"], "sync"), ("recrod", ["record", "search"], "record"),
        ("xyz", ["record"], nil), ("comp", ["completion", "card"], "completion"),
        ("GREN", ["green", "red"], "green"), ("a", ["b"], "b"), ("", ["match"], nil),
    ])
    func nearestIsSuggested(word: String, among: [String], nearest: String?) {
        #expect(Suggestion.nearest(to: word, among: among) == nearest)
    }
}
