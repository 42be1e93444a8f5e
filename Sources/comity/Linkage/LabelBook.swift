import ComityCore
import ComityLinkage
import ComityNode
import ComityRecords

/// The answers of a review by the names of rows, as a file. Specs/linkage-files.md#labels
struct LabelBook: Equatable {
    /// Two rows, the first in the order of output on the left.
    struct Pair: Hashable {
        let left: RowName
        let right: RowName

        init(_ one: RowName, _ other: RowName) {
            let isOrdered = RowName.precedes(one, other)
            left = isOrdered ? one : other
            right = isOrdered ? other : one
        }
    }

    /// More than people answer in a year.
    private static let labelLimit = 100_000
    private static let limitBytes = 16 << 20
    private static let header = "source_l,id_l,source_r,id_r,label"

    private(set) var answers: [Pair: PairLabel.Answer] = [:]

    init() {}

    /// - Throws: exit 65 naming the file, and the line at fault.
    init(_ path: String) throws(ControlFailure) {
        let bytes = try Files.read(path, limitBytes: Self.limitBytes)
        do throws(LinkageError) {
            try self.init(decoding: bytes)
        } catch {
            throw ControlFailure(error.code, "`\(path)` is no label file: \(error.reason)", exit: .badData)
        }
    }

    /// - Throws: `malformed-input` naming the line, for anything that ``encoded`` would not have written.
    init(decoding bytes: [UInt8]) throws(LinkageError) {
        var reader = CSVReader()
        reader.append(bytes)
        reader.finish()
        var isHeader = true
        var last: Pair?
        while let item = reader.next() {
            switch item {
            case .refused(let fault): throw Self.malformed(fault.line, fault.reason)
            case .row(let row) where isHeader:
                guard row.texts.joined(separator: ",") == Self.header else {
                    throw Self.malformed(row.line, "the header must be `\(Self.header)`")
                }
                isHeader = false
            case .row(let row):
                let (pair, answer) = try Self.read(row)
                if let last, !Self.precedes(last, pair) {
                    throw Self.malformed(row.line, "lines must ascend, each pair once")
                }
                answers[pair] = answer
                last = pair
                guard answers.count <= Self.labelLimit else {
                    throw LinkageError(.limitExceeded, "more than \(Self.labelLimit) labels")
                }
            }
        }
        guard !isHeader else { throw Self.malformed(1, "the header must be `\(Self.header)`") }
        guard encoded == bytes else { throw LinkageError(.malformedInput, "it is not in its one spelling") }
    }

    var count: Int { answers.count }

    subscript(pair: Pair) -> PairLabel.Answer? {
        get { answers[pair] }
        set { answers[pair] = newValue }
    }

    /// A line for each label, ascending. Complexity: O(labels log labels).
    var encoded: [UInt8] {
        var text = CSVText(header: Self.header)
        for (pair, answer) in sorted {
            for name in [pair.left, pair.right] {
                text.cell(name.letter)
                text.cell(name.id)
            }
            text.cell(answer.rawValue)
            text.endLine()
        }
        return text.bytes
    }

    /// The labels of rows that are there, with their keys, and how many are not.
    func labels(_ input: LinkageInput) -> (found: [PairLabel], missing: Int) {
        let found = sorted.compactMap { pair, answer -> PairLabel? in
            guard let left = input.names.key(pair.left), let right = input.names.key(pair.right) else { return nil }
            return PairLabel(left, right, answer)
        }
        return (found, count - found.count)
    }

    private var sorted: [(Pair, PairLabel.Answer)] {
        answers.map { ($0.key, $0.value) }.sorted { Self.precedes($0.0, $1.0) }
    }

    private static func precedes(_ one: Pair, _ other: Pair) -> Bool {
        one.left != other.left
            ? RowName.precedes(one.left, other.left) : RowName.precedes(one.right, other.right)
    }

    private static func read(_ row: CSVRow) throws(LinkageError) -> (Pair, PairLabel.Answer) {
        let names = try [0, 2].map { (column) throws(LinkageError) in
            guard let source = RowName.letters.firstIndex(of: row.text(column)) else {
                throw malformed(row.line, "`\(row.text(column).prefix(20))` is no source: write `a` or `b`")
            }
            return RowName(source: source, id: Array(row[column + 1]))
        }
        guard RowName.precedes(names[0], names[1]) else {
            throw malformed(row.line, "the left row must come before the right one")
        }
        guard let answer = PairLabel.Answer(rawValue: row.text(4)) else {
            let words = PairLabel.Answer.allCases.map(\.rawValue)
            throw malformed(
                row.line, "`\(row.text(4).prefix(20))` is no label: write \(Prose.list(words, joining: "or"))")
        }
        return (Pair(names[0], names[1]), answer)
    }

    private static func malformed(_ line: Int, _ reason: String) -> LinkageError {
        LinkageError(.malformedInput, "line \(line): \(reason)")
    }
}
