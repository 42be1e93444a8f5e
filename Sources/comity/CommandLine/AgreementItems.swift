import ComityAgreement

/// An agreement as a list of its items: title, purpose, each party, each group, each clause.
struct AgreementItems {
    struct Item: Equatable {
        /// `title`, `party us-wa-kcso`, `permit suspects`.
        let name: String
        let text: String
    }

    struct Difference: Equatable {
        let name: String
        /// Nil: the item is new.
        let before: String?
        /// Nil: the item is gone.
        let after: String?
    }

    let items: [Item]

    init(_ agreement: Agreement) { self.init(canonicalText: agreement.text) }

    /// Cuts canonical text at the lines of the first indentation, which begin an item unless they close one.
    init(canonicalText: String) {
        var blocks: [[Substring]] = []
        for line in canonicalText.split(separator: "\n").dropFirst().dropLast() {
            let isStart = !line.hasPrefix("   ") && line != "  }"
            if isStart || blocks.isEmpty { blocks.append([line]) } else { blocks[blocks.count - 1].append(line) }
        }
        items = blocks.map { Item(name: Self.name(of: $0[0]), text: $0.joined(separator: "\n")) }
    }

    /// What changed from `older` to these items: removed and changed ones in its order, then new ones.
    /// A clause whose effect changed is the same clause. Complexity: O(items²).
    func differences(from older: AgreementItems) -> [Difference] {
        let gone = older.items.compactMap { old -> Difference? in
            let new = items.first { Self.key(of: $0.name) == Self.key(of: old.name) }
            return new?.text == old.text ? nil : Difference(name: old.name, before: old.text, after: new?.text)
        }
        let added = items.filter { new in !older.items.contains { Self.key(of: $0.name) == Self.key(of: new.name) } }
        return gone + added.map { Difference(name: $0.name, before: nil, after: $0.text) }
    }

    private static let namedItems: Set<Substring> = ["party", "group", "permit", "redact", "withhold"]
    private static let effects: Set<Substring> = ["permit", "redact", "withhold"]

    private static func name(of line: Substring) -> String {
        let words = line.split(separator: " ")
        guard let first = words.first else { return "" }
        return namedItems.contains(first) && words.count > 1 ? "\(first) \(words[1])" : String(first)
    }

    /// The name, with one word for every effect.
    private static func key(of name: String) -> String {
        let words = name.split(separator: " ")
        return words.count == 2 && effects.contains(words[0]) ? "clause \(words[1])" : name
    }
}
