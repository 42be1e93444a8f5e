/// The rules that the kinds present allow, most specific thoughts first. Which of them are used is decided by what
/// they cost on the data. Specs/linkage-model.md#rule-choice
enum BlockingCandidates {
    static func rules(for plan: LinkagePlan) -> [BlockingRule] {
        var rules: [BlockingRule] = []
        func add(_ parts: [(FieldKind, BlockingTransform)], unordered: Bool = false) {
            var found: [BlockingRule.Part] = []
            for (kind, transform) in parts {
                guard let comparison = plan.comparison(kind) else { return }
                found.append(BlockingRule.Part(comparison, transform))
            }
            rules.append(BlockingRule(found, isUnordered: unordered))
        }
        for kind in identifiers {
            add([(kind, .exact)])
        }
        add([(.phone, .suffix6)])
        for (one, other) in namePairs { names(one, other, add) }
        fullNames(add)
        addresses(add)
        add([(.dateOfBirth, .exact)])
        for kind in loose { add([(kind, .exact), (.dateOfBirth, .year)]) }
        for (kind, transform) in alone { add([(kind, transform)]) }
        if rules.count < fewRules { fallback(plan, &rules) }
        return rules
    }

    private static let identifiers: [FieldKind] = [
        .nationalID, .documentID, .phone, .email, .onlineHandle,
    ]
    private static let loose: [FieldKind] = [.locality, .occupation, .organisation, .place, .postcode]
    /// Wide nets: worth their pairs on small or sparse data only, and dear elsewhere.
    private static let alone: [(FieldKind, BlockingTransform)] = [
        (.surname, .soundex), (.givenName, .soundex), (.dateOfBirth, .yearMonth), (.dateOfBirth, .monthDay),
        (.postcode, .exact), (.street, .exact),
    ]
    private static let namePairs: [(FieldKind, FieldKind)] = [(.givenName, .surname)]
    private static let fewRules = 4

    private typealias Add = ([(FieldKind, BlockingTransform)], Bool) -> Void

    private static func names(_ given: FieldKind, _ family: FieldKind, _ add: Add) {
        add([(family, .soundex), (given, .soundex)], false)
        add([(family, .sound), (given, .sound)], false)
        add([(family, .prefix3), (given, .prefix3)], true)
        add([(family, .prefix4), (given, .initial)], false)
        for name in [family, given] {
            add([(name, .soundex), (.dateOfBirth, .year)], false)
            add([(name, .soundex), (.dateOfBirth, .monthDay)], false)
            add([(name, .prefix3), (.dateOfBirth, .yearMonth)], false)
            add([(name, .initial), (.dateOfBirth, .exact)], false)
            add([(name, .soundex), (.postcode, .exact)], false)
            add([(name, .soundex), (.locality, .exact)], false)
            add([(name, .prefix3), (.street, .prefix4)], false)
        }
    }

    private static func fullNames(_ add: Add) {
        add([(.fullName, .exact)], false)
        add([(.fullName, .wordSoundex)], true)
        add([(.fullName, .wordSoundex), (.dateOfBirth, .year)], false)
        add([(.fullName, .wordSoundex), (.dateOfBirth, .monthDay)], false)
        add([(.fullName, .words), (.postcode, .exact)], false)
        add([(.fullName, .words), (.locality, .exact)], false)
        add([(.fullName, .words), (.street, .prefix4)], false)
        add([(.alias, .exact)], false)
    }

    private static func addresses(_ add: Add) {
        add([(.street, .exact), (.streetNumber, .exact)], false)
        add([(.street, .prefix4), (.postcode, .exact)], false)
        add([(.street, .exact), (.locality, .prefix4)], false)
        add([(.postcode, .exact), (.streetNumber, .exact)], false)
        add([(.street, .exact), (.dateOfBirth, .year)], false)
        add([(.postcode, .exact), (.dateOfBirth, .yearMonth)], false)
        add([(.locality, .exact), (.dateOfBirth, .monthDay)], false)
    }

    /// Fields of no known kind: each value, and each pair of neighbours.
    private static func fallback(_ plan: LinkagePlan, _ rules: inout [BlockingRule]) {
        for (number, comparison) in plan.comparisons.enumerated() where comparison.kind != .code {
            let transform: BlockingTransform
            switch comparison.kind {
            case .name, .givenName: transform = .soundex
            case .fullName: transform = .wordSoundex
            default: transform = .exact
            }
            let rule = BlockingRule([.init(number, transform)])
            if !rules.contains(rule) { rules.append(rule) }
        }
    }
}
