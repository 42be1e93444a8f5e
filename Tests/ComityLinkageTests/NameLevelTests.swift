import ComityLinkage
import Testing

/// Levels of raw names, as they come from a file: one reason each, more refusals than agreements.
@Suite struct NameLevelTests {
    @Test func namesHaveTheLevelsOfTheVectors() throws {
        for vector in try Vectors.tabbed("name-levels.txt", count: 5) {
            let field = try #require(FieldKind(rawValue: vector[0]))
            let kind = try #require(field.comparisonKind)
            let one = try #require(Standardisation.value(vector[1], kind: field))
            let other = try #require(Standardisation.value(vector[2], kind: field))
            for (first, second) in [(one, other), (other, one)] {
                let level = first.withUnsafeBufferPointer { one in
                    second.withUnsafeBufferPointer { CellComparer().level(kind, one, $0) }
                }
                #expect(kind.levelNames[Int(level) - 1] == vector[3], "\(vector)")
            }
        }
    }
}
