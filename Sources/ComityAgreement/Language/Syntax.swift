/// What the parser read, with the place of each part; not yet checked.
struct AgreementSyntax: Sendable {
    var id: Located<String>
    var version: Located<String>
    var title: Located<String>?
    var purposes: [Located<String>] = []
    var authorities: [AuthoritySyntax] = []
    var effective: Located<String>?
    var until: Located<String>?
    var review: Located<String>?
    var supersedes: Located<String>?
    var parties: [PartySyntax] = []
    var groups: [GroupSyntax] = []
    var clauses: [ClauseSyntax] = []
    /// The closing brace, where what is missing is reported.
    var end: SourcePosition
}

struct AuthoritySyntax: Sendable {
    let agency: Located<String>
    let text: Located<String>
}

struct PartySyntax: Sendable {
    let agency: Located<String>
    var name: Located<String>?
    var partyClass: Located<String>?
    var jurisdiction: Located<String>?
    var key: Located<String>?
}

struct GroupSyntax: Sendable {
    let id: Located<String>
    let members: [Located<String>]
}

struct ClauseSyntax: Sendable {
    let effect: Effect
    let id: Located<String>
    var shares: [ShareSyntax] = []
    var from: [Located<String>]?
    var to: [Located<String>] = []
    var condition: ConditionSyntax?
    var retain: Located<String>?
    var onward: Located<String>?
    var uses: [Located<String>] = []
    /// The keywords seen, to refuse a second of one kind.
    var seen: Set<String> = []
}

struct ShareSyntax: Sendable {
    let type: Located<String>
    /// Nil for the whole type.
    let fields: [FieldSyntax]?
}

struct FieldSyntax: Sendable {
    let path: Located<String>
    let transform: Located<String>?
}

indirect enum ConditionSyntax: Sendable {
    case all([ConditionSyntax])
    case any([ConditionSyntax])
    case not(ConditionSyntax)
    case presence(path: Located<String>, isPresent: Bool)
    case flag(path: Located<String>)
    case compare(left: Located<String>, Located<Comparison>, LiteralSyntax)
    case member(path: Located<String>, isMember: Bool, [LiteralSyntax])
}

struct LiteralSyntax: Sendable {
    enum Kind: Sendable {
        case word(String)
        case string(String)
        /// `now`, `now + 30d`: sign and period.
        case now(sign: Int64, period: Located<String>?)
    }

    let kind: Kind
    let position: SourcePosition

    var spelled: String {
        switch kind {
        case .word(let text): text
        case .string(let text): "\"\(text)\""
        case .now: "now"
        }
    }
}
