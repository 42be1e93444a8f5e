import ComityCore
import ComityCrypto

/// Turns the syntax into an agreement and reports everything that is wrong with it. Specs/agreement.md#checks
struct Checker {
    let file: String
    let vocabulary = Vocabulary.current
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var hasErrors = false
    private(set) var partyNames: Set<String> = []
    private(set) var groupNames: Set<String> = []
    private var usedGroups: Set<String> = []

    /// Whether errors come with the nearest known word: for people only, because it costs names times errors.
    private let suggests: Bool

    init(file: String, suggests: Bool) {
        self.file = file
        self.suggests = suggests
    }

    /// The diagnostics in the order of the text.
    var sorted: [Diagnostic] {
        Array(diagnostics.sorted { $0.position < $1.position }.prefix(AgreementLimit.diagnostics))
    }

    mutating func error(_ message: String, at position: SourcePosition) {
        hasErrors = true
        diagnostics.append(Diagnostic(file: file, position: position, severity: .error, message: message))
    }

    mutating func warning(_ message: String, at position: SourcePosition) {
        diagnostics.append(Diagnostic(file: file, position: position, severity: .warning, message: message))
    }

    /// `; did you mean …?` for the first ``AgreementLimit/diagnostics`` errors, which are those that are shown.
    func hint(for word: String, among known: @autoclosure () -> some Sequence<String>) -> String {
        guard suggests, diagnostics.count < AgreementLimit.diagnostics else { return "" }
        return Suggestion.hint(for: word, among: known())
    }

    /// The agreement, if nothing that it needs is missing; errors may stand beside it.
    mutating func check(_ syntax: AgreementSyntax) -> Agreement? {
        let id = name(AgreementID.self, syntax.id)
        let version = version(syntax.version)
        let predecessor = predecessor(of: syntax, version: version)
        let title = title(of: syntax)
        let parties = parties(of: syntax)
        let groups = groups(of: syntax)
        let dates = dates(of: syntax)
        let head = (purposes(of: syntax), authorities(of: syntax), review(of: syntax))
        let clauses = clauses(of: syntax)
        for group in syntax.groups where !usedGroups.contains(group.id.value) {
            warning("group `\(group.id.value)` is not used", at: group.id.position)
        }
        guard let id, let version, let title, let dates, !hasErrors else { return nil }
        return Agreement(
            id: id, version: version, title: title, purposes: head.0, authorities: head.1, effective: dates.0,
            until: dates.1, review: head.2, predecessor: predecessor, parties: parties, groups: groups,
            clauses: clauses)
    }

    // MARK: Names and texts

    mutating func name<N: Name>(_ type: N.Type, _ located: Located<String>) -> N? {
        do { return try N(located.value[...]) } catch {
            self.error(error.reason, at: located.position)
            return nil
        }
    }

    /// A text for people: not empty, not too long, without control characters but line ends.
    mutating func prose(_ located: Located<String>, _ noun: String) -> String {
        let text = located.value
        if text.isEmpty { error("\(noun) is empty", at: located.position) }
        if text.utf8.count > AgreementLimit.stringBytes {
            error("\(noun) is over the limit of \(AgreementLimit.stringBytes) bytes", at: located.position)
        }
        if text.unicodeScalars.contains(where: { ($0.value < 0x20 && $0 != "\n") || $0.value == 0x7F }) {
            error("\(noun) holds a control character", at: located.position)
        }
        return text
    }

    /// A period such as `5y`.
    mutating func period(_ located: Located<String>) -> Period? {
        guard let period = Period(text: located.value) else {
            error(
                "`\(located.value)` is no period: write a number and h, d, w, mo or y, such as `5y`",
                at: located.position)
            return nil
        }
        return period
    }

    /// Words such as purposes and uses: each a well-formed name, none twice.
    mutating func words(_ located: [Located<String>], _ noun: String) -> [String] {
        var seen: Set<String> = []
        for word in located {
            if ClauseID(word.value) == nil {
                error("`\(word.value)` is no \(noun): use a-z, 0-9, `-` and `.`", at: word.position)
            }
            if !seen.insert(word.value).inserted {
                error("\(noun) `\(word.value)` stands here twice", at: word.position)
            }
        }
        return located.map(\.value)
    }

    /// Who `located` names; reports unknown names with the nearest known one.
    mutating func references(_ located: [Located<String>]) -> [PartyReference] {
        var seen: Set<String> = []
        return located.compactMap { item in
            if !seen.insert(item.value).inserted { error("`\(item.value)` stands here twice", at: item.position) }
            if item.value == "any" {
                if located.count > 1 { error("`any` stands alone: it names every party", at: item.position) }
                return .any
            }
            if groupNames.contains(item.value) {
                usedGroups.insert(item.value)
                return GroupID(item.value).map { .group($0) }
            }
            guard partyNames.contains(item.value) else {
                let hint = hint(for: item.value, among: partyNames.union(groupNames).union(["any"]))
                error("`\(item.value)` is no party or group of this agreement\(hint)", at: item.position)
                return nil
            }
            return AgencyID(item.value).map { .party($0) }
        }
    }

    private mutating func version(_ located: Located<String>) -> UInt32? {
        guard let version = UInt32(located.value), version > 0, String(version) == located.value else {
            error("`\(located.value)` is no version: versions count 1, 2, 3 …", at: located.position)
            return nil
        }
        return version
    }
}

// MARK: - The head

extension Checker {
    private mutating func title(of syntax: AgreementSyntax) -> String? {
        guard let title = syntax.title else {
            error("the agreement has no `title`", at: syntax.end)
            return nil
        }
        return prose(title, "the title")
    }

    private mutating func purposes(of syntax: AgreementSyntax) -> [String] {
        if syntax.purposes.isEmpty { error("the agreement has no `purpose`", at: syntax.end) }
        return words(syntax.purposes, "purpose")
    }

    private mutating func authorities(of syntax: AgreementSyntax) -> [Authority] {
        let named = Set(syntax.authorities.map(\.agency.value))
        for party in syntax.parties where !named.contains(party.agency.value) {
            warning("party `\(party.agency.value)` states no `authority`", at: party.agency.position)
        }
        return syntax.authorities.compactMap { authority in
            let text = prose(authority.text, "the authority")
            guard partyNames.contains(authority.agency.value) else {
                let hint = hint(for: authority.agency.value, among: partyNames)
                error("`\(authority.agency.value)` is no party of this agreement\(hint)", at: authority.agency.position)
                return nil
            }
            return AgencyID(authority.agency.value).map { Authority(agency: $0, text: text) }
        }
    }

    private mutating func review(of syntax: AgreementSyntax) -> Period? {
        guard let review = syntax.review else { return nil }
        return period(review)
    }

    private mutating func predecessor(of syntax: AgreementSyntax, version: UInt32?) -> Digest? {
        guard let version else { return nil }
        guard let written = syntax.supersedes else {
            if version > 1 {
                error(
                    "version \(version) lacks `supersedes` and the digest of the version before",
                    at: syntax.version.position)
            }
            return nil
        }
        if version == 1 { error("version 1 supersedes nothing", at: written.position) }
        let prefix = "sha256:"
        guard written.value.hasPrefix(prefix) else {
            error("expected `sha256:` and 64 hexadecimal digits, found `\(written.value)`", at: written.position)
            return nil
        }
        do { return try Digest(bytes: try Hex.decode(written.value.dropFirst(prefix.count))) } catch {
            self.error("`\(written.value)` is no digest: \(error.reason)", at: written.position)
            return nil
        }
    }

    private mutating func dates(of syntax: AgreementSyntax) -> (Timestamp, Timestamp)? {
        guard let effective = syntax.effective, let until = syntax.until else {
            error("the agreement has no `effective … until …`", at: syntax.end)
            return nil
        }
        guard let start = instant(effective, endOfDay: false), let end = instant(until, endOfDay: true) else {
            return nil
        }
        if end <= start { error("the agreement ends before it begins", at: until.position) }
        return (start, end)
    }

    /// A date or a time; a bare date means its first instant, or the first instant after it. One spelling only: a
    /// midnight is written as a date.
    private mutating func instant(_ located: Located<String>, endOfDay: Bool) -> Timestamp? {
        if let day = CivilDate(parsing: located.value) { return endOfDay ? day.start.adding(days: 1) : day.start }
        do { return try Timestamp(parsing: located.value) } catch {
            self.error(error.reason, at: located.position)
            return nil
        }
    }
}

// MARK: - Parties and groups

extension Checker {
    private mutating func parties(of syntax: AgreementSyntax) -> [Party] {
        if syntax.parties.count > AgreementLimit.parties {
            error("there are more than \(AgreementLimit.parties) parties", at: syntax.parties[0].agency.position)
        }
        var keys: [PublicKey: String] = [:]
        let parties = syntax.parties.compactMap { party(from: $0, &keys) }
        if syntax.parties.count < 2 { error("an agreement has at least two parties", at: syntax.end) }
        return parties
    }

    private mutating func party(from syntax: PartySyntax, _ keys: inout [PublicKey: String]) -> Party? {
        let place = syntax.agency.position
        let spelled = syntax.agency.value
        let agency = name(AgencyID.self, syntax.agency)
        if spelled == "any" { error("no party may be called `any`", at: place) }
        if !partyNames.insert(spelled).inserted { error("party `\(spelled)` stands here a second time", at: place) }
        let title = syntax.name.map { prose($0, "the name") }
        let partyClass = partyClass(of: syntax)
        let jurisdiction = syntax.jurisdiction.map { prose($0, "the jurisdiction") }
        if jurisdiction == nil { error("party `\(spelled)` has no `jurisdiction`", at: place) }
        let key = key(of: syntax)
        if let key, let other = keys.updateValue(spelled, forKey: key) {
            error("party `\(spelled)` has the same key as `\(other)`", at: syntax.key?.position ?? place)
        }
        guard let agency, let partyClass, let jurisdiction, let key else { return nil }
        return Party(agency: agency, name: title, partyClass: partyClass, jurisdiction: jurisdiction, key: key)
    }

    private mutating func partyClass(of syntax: PartySyntax) -> PartyClass? {
        guard let written = syntax.partyClass else {
            error("party `\(syntax.agency.value)` has no `class`", at: syntax.agency.position)
            return nil
        }
        guard let partyClass = PartyClass(rawValue: written.value) else {
            let known = PartyClass.allCases.map(\.rawValue)
            let hint =
                Suggestion.nearest(to: written.value, among: known).map { "; did you mean `\($0)`?" }
                ?? ": use \(known.joined(separator: ", "))"
            error("`\(written.value)` is no class of party\(hint)", at: written.position)
            return nil
        }
        return partyClass
    }

    private mutating func key(of syntax: PartySyntax) -> PublicKey? {
        guard let written = syntax.key else {
            error("party `\(syntax.agency.value)` has no `key`", at: syntax.agency.position)
            return nil
        }
        do {
            let key = try PublicKey(text: written.value)
            if key.bytes.starts(with: AgreementTemplate.keyMark.utf8) {
                warning("party `\(syntax.agency.value)` still has the key of the template", at: written.position)
            }
            return key
        } catch {
            self.error(error.reason, at: written.position)
            return nil
        }
    }

    private mutating func groups(of syntax: AgreementSyntax) -> [Group] {
        if syntax.groups.count > AgreementLimit.groups {
            error("there are more than \(AgreementLimit.groups) groups", at: syntax.groups[0].id.position)
        }
        return syntax.groups.compactMap { written in
            let id = name(GroupID.self, written.id)
            let spelled = written.id.value
            if spelled == "any" || partyNames.contains(spelled) {
                error(
                    "`\(spelled)` already names \(spelled == "any" ? "every party" : "a party")",
                    at: written.id.position)
            }
            if !groupNames.insert(spelled).inserted {
                error("group `\(spelled)` stands here a second time", at: written.id.position)
            }
            let members = members(of: written)
            return id.map { Group(id: $0, members: members) }
        }
    }

    private mutating func members(of group: GroupSyntax) -> [AgencyID] {
        var seen: Set<String> = []
        return group.members.compactMap { member in
            if !seen.insert(member.value).inserted { error("`\(member.value)` stands here twice", at: member.position) }
            guard partyNames.contains(member.value) else {
                let hint = hint(for: member.value, among: partyNames)
                error("`\(member.value)` is no party of this agreement\(hint)", at: member.position)
                return nil
            }
            return AgencyID(member.value)
        }
    }
}
