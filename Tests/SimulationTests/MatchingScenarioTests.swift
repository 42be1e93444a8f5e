import ComityAgreement
import ComityAudit
import ComityCore
import ComityLinkage
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import Testing

/// Live matching: claims, clusters, suspension, training. Specs/matching.md
@Suite struct MatchingScenarioTests {
    private static func person(_ given: String, _ family: String, born: String = "1985-03-11") throws -> Content {
        var content = try TwoAgenciesTests.person(given, family)
        content.set(.dob, to: .date(try #require(PartialDate(parsing: born))))
        content.set(.phones, to: .composite(of: [Component(PhonePart.e164, .text("+1206555" + born.suffix(4)))]))
        return content
    }

    private let elena = try? person("Elena", "Dragomirescu")

    private func elenas(_ scene: Scene, at place: Int, _ count: Int = 1) throws -> [RecordID] {
        try (0..<count).map { _ in try scene.add(try #require(elena), at: place) }
    }

    private func expectExact(_ scene: Scene) throws {
        for node in scene.nodes where node.node.linkageIndex != nil {
            #expect(try MatchChecker.faults(of: node, now: scene.world.clock(of: node.agency)) == [])
        }
    }

    private func pairs(_ scene: Scene, _ place: Int, _ decision: StoredPair.Decision = .proposed) throws
        -> [StoredPair]
    {
        try scene[place].store.pairs(decision: decision, limit: 100)
    }

    private func clusters(_ scene: Scene, _ place: Int) throws -> [(id: String, size: Int)] {
        try scene.ask(place, "match.clusters", [:]).rows.map {
            ($0["cluster"]?.textValue ?? "", $0["members"]?.arrayValue?.count ?? 0)
        }
    }

    /// A person decides; the node goes on working.
    @discardableResult
    private func decide(_ scene: Scene, _ place: Int, _ word: String, _ arguments: CBORValue) throws -> CBORValue {
        let result = try scene.ask(place, "match.\(word)", arguments).result
        scene.world.wakeNow(scene[place].agency)
        return result
    }

    private func id(_ pair: StoredPair) -> CBORValue { ["id": .text(Hex.encode(pair.id))] }

    @Test func duplicatesOfOneAgencyAreFound() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        _ = try elenas(scene, at: 0, 2)
        scene.rest(seconds: 20)
        // At home, and among what a partner shows.
        for place in 0..<2 { #expect(try pairs(scene, place).count == 1) }
        try expectExact(scene)
    }

    @Test func theOrderOfArrivalChangesNothing() throws {
        var seen: [Set<[Int]>] = []
        for order in [[0, 1, 2, 3, 4], [4, 2, 0, 3, 1], [3, 4, 1, 2, 0]] {
            let scene = try Scene(["us-a", "us-b"], itemsPerStep: 2)
            let people = [
                try Self.person("Elena", "Dragomirescu"), try Self.person("Elena", "Dragomiresku"),
                try Self.person("Yelena", "Dragomirescu"), try Self.person("Marko", "Petrenko", born: "1979-01-02"),
                try Self.person("Marco", "Petrenko", born: "1979-01-02"),
            ]
            var places: [RecordRef: Int] = [:]
            for number in order {
                let id = try scene.add(people[number], at: 0)
                scene.rest()
                places[RecordRef(log: 0, handle: try #require(try scene[0].store.record(id)).number)] = number
            }
            try expectExact(scene)
            seen.append(Set(try pairs(scene, 0).map { [$0.left, $0.right].map { places[$0] ?? -1 }.sorted() }))
        }
        #expect(seen[0].count >= 2)
        #expect(Set(seen).count == 1)
    }

    @Test func whatGoesIsUnmergedExactly() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        let own = try elenas(scene, at: 1, 2)
        scene.rest(seconds: 20)
        let before = try clusters(scene, 1).map(\.id)
        let foreign = try elenas(scene, at: 0)
        scene.rest(seconds: 20)
        #expect(try clusters(scene, 1).map(\.size) == [3])
        #expect(try clusters(scene, 1).map(\.id) == before, "growth keeps the id")
        try scene.retract(foreign[0], at: 0)
        scene.rest(seconds: 20)
        #expect(try clusters(scene, 1).map(\.size) == [2])
        #expect(try clusters(scene, 1).map(\.id) == before)
        #expect(try pairs(scene, 1).count == 1)
        try expectExact(scene)
        try scene.retract(own[0], at: 1)
        scene.rest(seconds: 20)
        #expect(try clusters(scene, 1).isEmpty && pairs(scene, 1).isEmpty)
        try expectExact(scene)
        try scene.expectHonesty()
    }

    @Test func aClusterKeepsItsIdThroughMergeAndSplit() throws {
        let scene = try Scene(["us-a", "us-b"])
        let other = try Self.person("Marko", "Petrenko", born: "1979-01-02")
        for _ in 0..<2 { _ = try elenas(scene, at: 0) }
        scene.rest()
        let first = try clusters(scene, 0).map(\.id)
        for _ in 0..<2 { _ = try scene.add(other, at: 0) }
        scene.rest()
        let both = try clusters(scene, 0).map(\.id)
        #expect(both.count == 2 && both[0] == first[0])
        // Somebody says that two of the four are one person; then takes it back.
        let ids = try (1...4).map { try #require(try scene[0].store.record(number: $0)).statement.id }
        let claim = try scene.add(RecordMaker().link(from: .local(ids[0]), to: .local(ids[2]), word: "same-as"), at: 0)
        scene.rest()
        #expect(try clusters(scene, 0).map(\.size).max() ?? 0 >= 2)
        try expectExact(scene)
        try scene.retract(claim, at: 0)
        scene.rest()
        #expect(try clusters(scene, 0).map(\.id) == both)
        try expectExact(scene)
    }

    @Test func aDecisionIsAClaimThatReachesWhoMaySeeBothEnds() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        for place in 0..<2 { _ = try elenas(scene, at: place) }
        scene.rest(seconds: 20)
        let pair = try #require(try pairs(scene, 0).first)
        try decide(scene, 0, "confirm", id(pair).adding("note", "same tattoo"))
        #expect(try pairs(scene, 0, .confirmed).count == 1)
        scene.rest(seconds: 20)
        let there = try #require(try pairs(scene, 1, .confirmed).first, "the partner obeys what it is told")
        let row = try #require(try scene.ask(1, "match.list", [:]).rows.first)
        #expect(row["decided_by"]?.textValue == scene[0].agency.text)
        #expect(row["note"] == nil, "notes stay at home")
        // The partner contradicts: each agency's own word holds at home, and both see the contradiction.
        try decide(scene, 1, "reject", id(there))
        scene.rest(seconds: 20)
        #expect(try pairs(scene, 0, .confirmed).map(\.isConflict) == [true])
        #expect(try pairs(scene, 1, .rejected).map(\.isConflict) == [true])
        try expectExact(scene)
        try decide(scene, 1, "undo", id(there))
        scene.rest(seconds: 20)
        #expect(try pairs(scene, 0, .confirmed).map(\.isConflict) == [false])
        #expect(try pairs(scene, 1, .confirmed).count == 1)
        try decide(scene, 0, "undo", id(pair))
        scene.rest(seconds: 20)
        for place in 0..<2 { #expect(try pairs(scene, place, .proposed).count == 1) }
        #expect(throws: (any Error).self) { try scene.ask(0, "match.undo", self.id(pair)) }
        let kinds = try scene.audited(at: 0)
        #expect(kinds["match-confirmed"] == 1 && kinds["match-undone"] == 1)
        try expectExact(scene)
        try scene.expectHonesty()
    }

    @Test func aClaimStaysAtHomeWhileAnEndIsNotShown() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        _ = try elenas(scene, at: 0)
        var secret = try #require(elena)
        secret.set(.subjectCategory, to: .text("contact"))
        _ = try scene.add(secret, at: 0)
        scene.rest(seconds: 20)
        try decide(scene, 0, "confirm", id(try #require(try pairs(scene, 0).first)))
        scene.rest(seconds: 20)
        #expect(try scene.shown(0, at: 1) == 1, "one person, and no link to another")
        try expectExact(scene)
        try scene.expectHonesty()
    }

    @Test func aRejectionOutranksTheScoreAndIsNotForgotten() throws {
        let scene = try Scene(["us-a", "us-b"])
        let ids = try elenas(scene, at: 0, 2)
        scene.rest()
        try decide(scene, 0, "reject", id(try #require(try pairs(scene, 0).first)))
        scene.rest()
        #expect(try clusters(scene, 0).isEmpty)
        try scene.edit(ids[0], at: 0) { $0.set(.occupation, to: .text("driver")) }
        scene.rest()
        scene.world.crash(scene[0].agency)
        scene.rest()
        #expect(try pairs(scene, 0).isEmpty && pairs(scene, 0, .rejected).count == 1)
        try expectExact(scene)
    }

    @Test func aForeignVictimClaimSuspendsMatchingAndRaisesAReview() throws {
        let scene = try Scene(["us-a", "us-b"])
        var terms = TermsWriter.Terms()
        terms.withholdsVictims = false
        terms.categories = ["suspect", "victim"]
        try scene.sign(terms)
        scene.connect(0, 1)
        let foreign = try elenas(scene, at: 0)
        _ = try elenas(scene, at: 1, 2)
        scene.rest(seconds: 20)
        let pair = try #require(try pairs(scene, 1).first { $0.left.isOwn != $0.right.isOwn })
        try decide(scene, 1, "confirm", id(pair))
        scene.rest(seconds: 20)
        try scene.edit(foreign[0], at: 0) { $0.set(.subjectCategory, to: .text("victim")) }
        scene.rest(seconds: 20)
        let index = try #require(scene[1].node.linkageIndex)
        #expect(index.count == 1, "the victim's view and the record that is said to be the same have left")
        #expect(try pairs(scene, 1).isEmpty)
        let first = try #require(try scene.ask(1, "match.list", [:]).rows.first)
        #expect(first["suspended"]?.booleanValue == true && first["decision"]?.textValue == "confirmed")
        #expect(try scene.audited(at: 1)["match-suspended"] == 1)
        try expectExact(scene)
        try scene.edit(foreign[0], at: 0) { $0.set(.subjectCategory, to: .text("suspect")) }
        scene.rest(seconds: 20)
        #expect(scene[1].node.linkageIndex?.count == 3)
        try expectExact(scene)
    }

    /// Nothing of a protected victim or of a provider is in the index, whatever it is looked at by.
    @Test func victimsAndProvidersNeverEnterTheIndex() throws {
        let scene = try Scene(["us-a", "us-b", "us-safe"])
        for (one, other) in [(0, 1), (0, 2), (1, 2)] { scene.connect(one, other) }
        var protected = try Self.person("Quintessa", "Zzyzxvictim")
        protected.set(.victimProtected, to: .boolean(true))
        var victim = try Self.person("Quintessa", "Zzyzxvictim")
        victim.set(.subjectCategory, to: .text("victim"))
        for content in [protected, victim] { _ = try scene.add(content, at: 0) }
        _ = try scene.add(try Self.person("Quintessa", "Zzyzxprovider"), at: 2)
        _ = try elenas(scene, at: 0)
        scene.rest(seconds: 20)
        for place in 0..<3 {
            let index = try #require(scene[place].node.linkageIndex)
            #expect(index.count == (place == 2 ? 0 : 1))
            var state = ""
            dump(index, to: &state)
            #expect(!state.contains("zzyzx"))
            // Cells are kept as bytes.
            let bytes = Array("zzyzx".utf8).map { "\($0)" }.joined(separator: ", ")
            #expect(!String(reflecting: index).contains(bytes))
        }
        try expectExact(scene)
    }

    @Test func nothingIsTrainedUntilSomebodySaysSo() throws {
        let scene = try Scene(["us-a", "us-b"])
        let givens = ["Ana", "Boris", "Chen", "Dora", "Emil", "Fatima", "Goran", "Hana", "Ivan", "Jana"]
        for number in 0..<240 {
            let family = "Fam\(["a", "e", "i", "o", "u"][number % 5])\(["lin", "mer", "tov", "sen"][number / 5 % 4])"
            let year = 1950 + number % 47
            let month = 1 + number % 12
            let born = "\(year)-\(month < 10 ? "0" : "")\(month)-15"
            _ = try scene.add(
                try Self.person(givens[number / 2 % 10], family + "\(number / 2)", born: born), at: 0)
        }
        scene.rest(seconds: 20)
        #expect(try scene.ask(0, "match.stats", [:]).result["model"]?.textValue == "untrained")
        let before = try pairs(scene, 0)
        let trial = try scene.ask(0, "match.train", ["dry_run": true])
        #expect(try pairs(scene, 0) == before)
        #expect(try scene.audited(at: 0)["match-trained"] == nil)
        #expect(try scene.ask(0, "match.stats", [:]).result["model"]?.textValue == "untrained")
        let done = try scene.ask(0, "match.train", [:])
        for key in ["pairs_appearing", "pairs_disappearing", "threshold", "clusters_appearing"] {
            #expect(trial.result[.text(key)] == done.result[.text(key)])
        }
        #expect(try scene.audited(at: 0)["match-trained"] == 1)
        try expectExact(scene)
        let pairs = try pairs(scene, 0)
        scene.world.crash(scene[0].agency)
        scene.rest(seconds: 20)
        #expect(try scene.ask(0, "match.stats", [:]).result["model"]?.textValue == "trained")
        #expect(try self.pairs(scene, 0) == pairs, "the model outlives the process")
        try expectExact(scene)
    }

    @Test func tooFewRecordsTeachNothing() throws {
        let scene = try Scene(["us-a", "us-b"])
        _ = try elenas(scene, at: 0)
        scene.rest()
        #expect(throws: ControlFailure.self) { try scene.ask(0, "match.train", [:]) }
    }

    /// An edit that waits in the queue while the node stops: its old pairs are not left behind.
    @Test func whatWaitedInTheQueueAtARestartIsMatchedAsIfNothingHadHappened() throws {
        let scene = try Scene(["us-a", "us-b"])
        let ids = try elenas(scene, at: 0, 2)
        scene.rest()
        #expect(try pairs(scene, 0).count == 1)
        let now = scene.world.clock(of: scene[0].agency)
        _ = try scene[0].node.edit(
            ids[0], to: try Self.person("Marko", "Petrenko", born: "1979-01-02"), by: scene.actor, now: now)
        scene.world.crash(scene[0].agency)
        scene.rest()
        #expect(try pairs(scene, 0).isEmpty)
        try expectExact(scene)
    }

    @Test func theListIsSortedAndFilteredAndWorkIsShared() throws {
        let scene = try Scene(["us-a", "us-b"])
        scene.connect(0, 1)
        _ = try elenas(scene, at: 0)
        _ = try elenas(scene, at: 1)
        let marko = try Self.person("Marko", "Petrenko", born: "1979-01-02")
        for _ in 0..<2 { _ = try scene.add(marko, at: 1) }
        scene.rest(seconds: 20)
        let all = try scene.ask(1, "match.list", [:]).rows
        #expect(all.count == 2)
        let partner = try scene.ask(1, "match.list", ["partner": .text(scene[0].agency.text)]).rows
        #expect(partner.count == 1)
        let pair = try #require(partner[0]["id"]?.textValue)
        _ = try scene.ask(1, "match.assign", ["id": .text(pair), "assigned": "bo", "note": "please look"])
        #expect(try scene.ask(1, "match.list", ["assigned": "bo"]).rows.compactMap { $0["id"]?.textValue } == [pair])
        #expect(try scene.ask(1, "match.list", ["min_probability": 1_000_000]).rows.isEmpty)
        _ = try scene.ask(1, "match.note", ["id": .text(pair), "note": "seen together"])
        let notes = try scene.ask(1, "match.show", ["id": .text(pair)]).result["notes"]?.arrayValue ?? []
        #expect(notes.compactMap { $0["note"]?.textValue } == ["please look", "seen together"])
    }

    @Test func aLinkOfAnotherWordIsRelatedAndNoMore() throws {
        let scene = try Scene(["us-a", "us-b"])
        let ids = try elenas(scene, at: 0, 2)
        let friend = try scene.add(try Self.person("Marko", "Petrenko", born: "1979-01-02"), at: 0)
        _ = try scene.add(RecordMaker().link(from: .local(ids[0]), to: .local(friend)), at: 0)
        scene.rest()
        let row = try #require(try scene.ask(0, "match.clusters", [:]).rows.first)
        let members = row["members"]?.arrayValue ?? []
        #expect(Set(members.compactMap { $0["person"]?.integerValue }).count == 2, "possible, not confirmed")
        let related = row["related"]?.arrayValue ?? []
        #expect(related.compactMap { $0["record"]?.textValue } == [friend.description])
        #expect(related.compactMap { $0["rel"]?.textValue } == ["associate-of"])
    }
}

extension CBORValue {
    fileprivate func adding(_ key: String, _ text: String) -> CBORValue {
        guard case .map(let pairs) = self else { return self }
        return .map(pairs + [CBORPair(.text(key), .text(text))])
    }
}
