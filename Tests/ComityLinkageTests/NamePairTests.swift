import ComityLinkage
import Testing

/// Pairs of names of persons and organisations in many languages, judged by people. Our decision is fixed: a match is
/// any level above `shared` of full names, and any above `part` of organisations, but not `part` itself.
@Suite struct NamePairTests {
    private static let personLevels: Set<String> = ["exact", "near", "alike", "part", "close"]
    private static let organisationLevels: Set<String> = ["exact", "near", "alike", "close"]

    @Test func decisionsAgreeWithPeople() throws {
        var right = 0
        var hits = 0
        var falseAlarms = 0
        var misses = 0
        let pairs = try Vectors.tabbed("name-pairs/name-pairs.txt", count: 4)
        for pair in pairs {
            let isMatch = try decide(pair[1], pair[2], isPerson: pair[0] == "Person")
            let expected = pair[3] == "true"
            right += isMatch == expected ? 1 : 0
            hits += isMatch && expected ? 1 : 0
            falseAlarms += isMatch && !expected ? 1 : 0
            misses += !isMatch && expected ? 1 : 0
        }
        let accuracy = Double(right) / Double(pairs.count)
        let f1 = Double(2 * hits) / Double(2 * hits + falseAlarms + misses)
        #expect(pairs.count == 447)
        #expect(accuracy >= 0.9, "\(right) of \(pairs.count) are right")
        #expect(f1 >= 0.9, "\(hits) hits, \(falseAlarms) false alarms, \(misses) misses")
    }

    private func decide(_ left: String, _ right: String, isPerson: Bool) throws -> Bool {
        let field: FieldKind = isPerson ? .fullName : .organisation
        let kind = try #require(field.comparisonKind)
        let one = Standardisation.value(left, kind: field) ?? []
        let other = Standardisation.value(right, kind: field) ?? []
        let level = one.withUnsafeBufferPointer { one in
            other.withUnsafeBufferPointer { CellComparer().level(kind, one, $0) }
        }
        guard level != CellComparer.missing else { return false }
        let name = kind.levelNames[Int(level) - 1]
        return (isPerson ? Self.personLevels : Self.organisationLevels).contains(name)
    }
}
