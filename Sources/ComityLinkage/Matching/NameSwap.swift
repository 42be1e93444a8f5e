/// Given name and surname exchanged: the given name takes its level for that, the surname says nothing more.
/// Specs/linkage-model.md#swapped-names
struct NameSwap {
    let given: Int
    let surname: Int
    private let givenElse: UInt8
    private let surnameElse: UInt8
    let swapped: UInt8

    /// Nil unless the plan has both names.
    init?(_ plan: LinkagePlan) {
        guard let given = plan.comparison(.givenName), let surname = plan.comparison(.surname) else { return nil }
        guard let swapped = plan.comparisons[given].kind.swappedLevel else { return nil }
        self.given = given
        self.surname = surname
        self.swapped = swapped
        givenElse = UInt8(plan.comparisons[given].kind.levelCount)
        surnameElse = UInt8(plan.comparisons[surname].kind.levelCount)
    }

    /// Whether the levels leave room for an exchange; only then the cells need to be looked at.
    func isPossible(_ pattern: LevelPattern) -> Bool {
        pattern[given] == givenElse && pattern[surname] == surnameElse
    }

    /// - Parameters:
    ///   - cross: level of left given name against right surname, and of left surname against right given name.
    func apply(_ pattern: inout LevelPattern, cross: (UInt8, UInt8)) {
        let near: ClosedRange<UInt8> = 1...2
        guard near.contains(cross.0), near.contains(cross.1) else { return }
        pattern[given] = swapped
        pattern[surname] = CellComparer.missing
    }
}
