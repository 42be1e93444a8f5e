import ComityCore
import ComityRecords
import Testing

/// The join of views is a set union: the laws hold for random views, and for every order of few small ones.
@Suite struct JoinTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func theJoinIsASemilatticeWhateverTheBatching(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let parts = (0..<6).map { _ in
            JoinedRecord(RandomContent.content(&random), from: RandomContent.source(&random))
        }
        let (a, b, c) = (parts[0], parts[1], parts[2])
        #expect(a.joined(with: b) == b.joined(with: a))
        #expect(a.joined(with: b).joined(with: c) == a.joined(with: b.joined(with: c)))
        #expect(a.joined(with: a) == a)
        #expect(a.joined(with: JoinedRecord()) == a)
        let whole = parts.reduce(JoinedRecord()) { $0.joined(with: $1) }
        for _ in 0..<10 {
            let batched = Self.joinInBatches((parts + parts).shuffled(using: &random), &random)
            batched.checkInvariants()
            #expect(batched == whole)
            #expect(batched.fields() == whole.fields())
        }
    }

    private static func joinInBatches(_ parts: [JoinedRecord], _ random: inout SeededRandom) -> JoinedRecord {
        var waiting = parts
        while waiting.count > 1 {
            let count = Int(random.next() % UInt64(waiting.count - 1)) + 2
            let batch = waiting.prefix(count).reduce(JoinedRecord()) { $0.joined(with: $1) }
            waiting = waiting.dropFirst(count) + [batch]
        }
        return waiting[0]
    }

    /// Three agencies, each saying nothing, one or another date of birth: all orders of joining agree.
    @Test func allOrdersOfThreeSmallViewsAgree() {
        for choice in 0..<27 {
            let views = (0..<3).map { index in
                let said = choice / [1, 3, 9][index] % 3
                let fields = said == 0 ? [] : [Field(.dob, .integer(Int64(said)))]
                return JoinedRecord(
                    Content(type: .person, fields: fields), from: RecordSource(agency: RandomContent.agencies[index]))
            }
            let results = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].map { order in
                order.reduce(JoinedRecord()) { $0.joined(with: views[$1]) }
            }
            #expect(Set(results).count == 1)
            #expect(results[0].entries.count == views.count { !$0.entries.isEmpty })
        }
    }

    /// Every sequence of up to four of six small views, joined from the left, from the right and in pairs: the result
    /// depends on which views there are, and on nothing else.
    @Test func onlyTheSetOfViewsCounts() {
        let views = (0..<6).map { number in
            let field = Field(.dob, .integer(Int64(number % 2)))
            return JoinedRecord(
                Content(type: .person, fields: [field]), from: RecordSource(agency: RandomContent.agencies[number / 2]))
        }
        var results: [Set<Int>: JoinedRecord] = [:]
        for sequence in Self.sequences(of: views.count, upTo: 4) {
            let parts = sequence.map { views[$0] }
            let left = parts.reduce(JoinedRecord()) { $0.joined(with: $1) }
            let right = parts.reversed().reduce(JoinedRecord()) { $1.joined(with: $0) }
            let pairs = stride(from: 0, to: parts.count, by: 2).map { first in
                first + 1 < parts.count ? parts[first].joined(with: parts[first + 1]) : parts[first]
            }.reduce(JoinedRecord()) { $0.joined(with: $1) }
            let known = results[Set(sequence)] ?? left
            results[Set(sequence)] = known
            #expect(left == known && right == known && pairs == known, "\(sequence)")
        }
        // All sets of at most four of the six, each with a result of its own.
        #expect(results.count == 57)
        #expect(Set(results.values).count == 57)
    }

    private static func sequences(of count: Int, upTo length: Int) -> [[Int]] {
        var all: [[Int]] = [[]]
        var longest = all
        for _ in 0..<length {
            longest = longest.flatMap { sequence in (0..<count).map { sequence + [$0] } }
            all += longest
        }
        return all
    }

    private func said(
        _ agency: Int, _ number: FieldNumber, _ value: Value, grade: String? = nil, at time: UInt64 = 0
    ) -> JoinedRecord {
        var provenance = Provenance()
        provenance.sourceEvaluation = grade.map { Evaluation(scheme: "admiralty", code: $0) }
        provenance.recordedAt = HybridTime(time)
        return JoinedRecord(
            Content(type: .person, fields: [Field(number, claims: [Claim(value, provenance: provenance)])]),
            from: RecordSource(agency: RandomContent.agencies[agency]))
    }

    @Test func theBestEvaluatedThenLatestIsShownFirstAndConflictsStay() {
        let graded = said(0, .sex, .text("female"), grade: "A", at: 1)
        let later = said(1, .sex, .text("male"), grade: "C", at: 9)
        let unjudged = said(2, .sex, .text("other"), grade: "F", at: 99)
        let field = unjudged.joined(with: later).joined(with: graded).fields()[0]
        #expect(field.isConflicting)
        #expect(field.values.map(\.value) == [.text("female"), .text("male"), .text("other")])
        let latest = said(0, .sex, .text("female"), at: 1).joined(with: said(1, .sex, .text("male"), at: 2)).fields()[0]
        #expect(latest.values.map(\.value) == [.text("male"), .text("female")])
    }

    @Test func equalValuesStandOnceWithEveryoneWhoSaidThem() {
        let joined = said(0, .names, .text("Ana")).joined(with: said(1, .names, .text("Ana")))
        let field = joined.fields()[0]
        #expect(field.values.count == 1)
        #expect(field.values[0].statedBy.map(\.source.agency) == RandomContent.agencies[0..<2].sorted())
        #expect(!field.isConflicting)
    }

    @Test func nobodyBindsAnotherAgencysView() {
        let strict = said(0, .tlp, .text("RED"))
        let open = said(1, .tlp, .text("CLEAR"))
        let joined = strict.joined(with: open)
        #expect(joined.fields().isEmpty)
        for (agency, level) in [(0, "RED"), (1, "CLEAR")] {
            let binding = joined.binding(RecordSource(agency: RandomContent.agencies[agency]))
            #expect(binding.map { $0.claims[0].value } == [.text(level)])
        }
        #expect(joined.binding(RecordSource(agency: RandomContent.agencies[2])).isEmpty)
    }

    @Test func restrictionsJoinToTheMostRestrictive() throws {
        let tlp = try #require(Schema.current.field(.tlp, of: .person)).shape
        let levels: [Value] = Schema.tlpLevels.map { .text($0) } + [.text("ULTRA"), .text("PURPLE")]
        for (low, left) in levels.enumerated() {
            for (high, right) in levels.enumerated() {
                #expect(Restriction.join([left, right], shape: tlp) == [levels[max(low, high)]])
            }
        }
        #expect(Restriction.join([.boolean(false), .boolean(true)], shape: .boolean) == [.boolean(true)])
        #expect(Restriction.join([.text("b"), .text("a"), .text("b")], shape: .text) == [.text("a"), .text("b")])
        #expect(Restriction.rank(of: .text("AMBER"), shape: tlp) == 2)
        #expect(Restriction.rank(of: .text("PURPLE"), shape: tlp) == nil)
    }
}
