import ComityAgreement
import ComityCore
import ComityRecords
import ComityReference
import Testing

/// The compiled evaluator against its slow twin, on random agreements and records. A failure names its seed.
@Suite struct PolicyTwinTests {
    private static let tokenKey = [UInt8](repeating: 3, count: 32)
    private static let recordsPerAgreement = 12

    /// How often each kind of case came up: a comparison of nothing with nothing proves nothing.
    private struct Coverage {
        var records = 0
        var leaving = 0
        var redacted = 0
        var erring = 0
        var changing = 0
        var named = 0
        var unnamed = 0
        var droppedLinks = 0
        var tampersAdmitted = 0
        var tampersRefused = 0
    }

    @Test(arguments: [0, 1000, 2000])
    func twinsAgree(_ first: UInt64) throws {
        var coverage = Coverage()
        for seed in first..<first + 30 { try compare(seed, &coverage) }
        print("policy twins from seed \(first): \(coverage)")
        #expect(coverage.records > 500 && coverage.leaving > 100 && coverage.redacted > 20)
        #expect(coverage.named > 50 && coverage.unnamed > 50 && coverage.droppedLinks > 20)
        #expect(coverage.erring > 50 && coverage.changing > 100)
        #expect(coverage.tampersAdmitted > 50 && coverage.tampersRefused > 100)
    }

    private func compare(_ seed: UInt64, _ coverage: inout Coverage) throws {
        var world = RandomWorld(seed: seed)
        let drawn = world.agreement()
        let (parsed, diagnostics) = Agreement.parse(drawn.text, file: "seed-\(seed)")
        let agreement = try #require(parsed, "seed \(seed): \(diagnostics.map(\.description)) \(drawn.text)")
        #expect(agreement == drawn, "seed \(seed)")
        #expect(try Agreement(decoding: agreement.encoded) == agreement, "seed \(seed)")
        for origin in agreement.parties.map(\.agency) {
            let audiences = agreement.audiences(from: origin)
            #expect(
                Set(audiences.map { Set($0.members) }) == ReferencePolicy.audiences(agreement, from: origin),
                "seed \(seed)")
            for audience in audiences {
                try compare(agreement, audience, &world, &coverage, "seed \(seed) from \(origin)")
            }
        }
    }

    private func compare(
        _ agreement: Agreement, _ audience: Audience, _ world: inout RandomWorld, _ coverage: inout Coverage,
        _ place: String
    ) throws {
        let fast = Projector(agreement: agreement, audience: audience, tokenKey: Self.tokenKey)
        let slow = ReferencePolicy(
            agreement: agreement, origin: audience.origin, members: audience.members, tokenKey: Self.tokenKey)
        let admission = Admission(agreement: agreement, audience: audience)
        for index in 0..<Self.recordsPerAgreement {
            let content = world.content()
            let updated = world.instant()
            let now = world.instant()
            let projection = fast.project(content, updatedAt: updated, now: now)
            let expected = slow.project(content, updatedAt: updated, now: now)
            let context: Comment = "\(place) at \(now), updated \(updated)\n\(agreement.text)\n\(content)"
            #expect(projection.content == expected?.content, context)
            #expect(projection.clauses == expected?.permits ?? [], context)
            #expect(projection.redactions == expected?.redactions ?? [], context)
            // The twin tries every instant: slow enough to ask it of every third record only.
            if index.isMultiple(of: 3) {
                #expect(projection.nextChange == slow.nextChange(content, updatedAt: updated, now: now), context)
            }
            for purpose in [nil, "gossip"] + RandomWorld.purposes {
                #expect(
                    agreement.purposes(of: projection.clauses).allow(purpose)
                        == slow.mayRead(projection.clauses, for: purpose), context)
            }
            #expect((projection.content == nil) == (projection.expires == nil), context)
            compareNames(content, fast, slow, &world, &coverage, context)
            coverage.records += 1
            if projection.isRedacted { coverage.redacted += 1 }
            if case .withheld = projection.refusal { coverage.erring += 1 }
            if projection.nextChange != agreement.until { coverage.changing += 1 }
            if let content = projection.content {
                coverage.leaving += 1
                content.checkInvariants()
                try compareAdmission(projection, content, slow, admission, &world, &coverage, now, context)
            }
        }
    }

    /// What a record says of others, with some of these visible and some not.
    private func compareNames(
        _ content: Content, _ fast: Projector, _ slow: ReferencePolicy, _ world: inout RandomWorld,
        _ coverage: inout Coverage, _ context: Comment
    ) {
        let visible = world.visibleRecords()
        let naming = fast.naming(content) { named in
            let handle: Handle? =
                switch named {
                case .own(let id): visible.own[id]
                case .disclosed(let handle): visible.own.values.contains(handle) ? handle : nil
                case .partners(let agency, _, let handle):
                    visible.partners[agency]?.contains(handle) ?? false ? handle : nil
                }
            return handle.map { Projector.VisibleName($0, until: nil) }
        }
        let expected = slow.naming(content) { reference in
            switch reference {
            case .local(let id): visible.own[id]
            case .wire(slow.origin, _, let handle): visible.own.values.contains(handle) ? handle : nil
            case .wire(let agency, _, let handle): visible.partners[agency]?.contains(handle) ?? false ? handle : nil
            }
        }
        #expect(naming?.content == expected, context)
        let before = content.references.count
        guard let expected else { return coverage.droppedLinks += 1 }
        coverage.named += expected.references.count
        coverage.unnamed += before - expected.references.count
    }

    private func compareAdmission(
        _ projection: Projection, _ content: Content, _ slow: ReferencePolicy, _ admission: Admission,
        _ world: inout RandomWorld, _ coverage: inout Coverage, _ now: Timestamp, _ context: Comment
    ) throws {
        for delay in [0, 1000, 40 * Timestamp.millisecondsPerDay] {
            let later = now.adding(milliseconds: delay)
            #expect(
                admission.admit(content, clauses: projection.clauses, expires: projection.expires, now: later)
                    == .admitted, context)
            #expect(
                slow.admits(content, permits: projection.clauses, expires: projection.expires, now: later), context)
        }
        for _ in 0..<3 {
            let (tampered, clauses) = tampered(content, projection.clauses, admission.agreement, &world)
            let verdict = admission.admit(tampered, clauses: clauses, expires: projection.expires, now: now)
            if verdict == .admitted { coverage.tampersAdmitted += 1 } else { coverage.tampersRefused += 1 }
            let expected = slow.admits(tampered, permits: clauses, expires: projection.expires, now: now)
            #expect((verdict == .admitted) == expected, "\(verdict) for \(tampered) under \(clauses)\n\(context)")
        }
    }

    /// Another record's field in the place of one, or other clauses.
    private func tampered(
        _ content: Content, _ clauses: [ClauseID], _ agreement: Agreement, _ world: inout RandomWorld
    ) -> (Content, [ClauseID]) {
        if world.chance(25) { return (content, world.some(agreement.clauses.map(\.id), atMost: 3).sorted()) }
        var tampered = content
        for _ in 0..<10 {
            let other = world.content()
            guard other.type == content.type, let field = other.fields.randomElement(using: &world.random) else {
                continue
            }
            tampered.set(field)
            break
        }
        return (tampered, clauses)
    }
}
