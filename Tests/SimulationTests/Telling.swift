import ComityAgreement
import ComityCore
import ComityFeed
import ComityNode
import ComityRecords
import ComitySimulator
import ComityStore
import ComitySync
import Testing

/// A partner whose feed a test tells entry by entry, linked to the first node of a scene.
struct Telling {
    let scene: Scene
    let evil: Puppet
    let agreement: Agreement
    var feed: PuppetFeed
    /// Entries that a test gathers before it sends them.
    var feedBodies: [EntryBody] = []
    private var random = SeededRandom(seed: 4)

    init(_ names: [String] = ["us-a"]) throws {
        scene = try Scene(names, puppets: ["us-evil"])
        evil = scene.puppets[0]
        scene.world.connect(evil.agency, scene[0].agency)
        scene.rest()
        agreement = try #require(scene.agreement)
        feed = PuppetFeed(evil, try #require(evil.feed(under: agreement)))
        try feed.send([.agreement(AgreementEntry(version: 1, digest: agreement.digest))])
        scene.rest()
    }

    static func person(_ family: String, _ more: (inout Content) -> Void = { _ in }) -> Content {
        var content = Content(type: .person)
        content.set(.names, to: .composite(of: [Component(NamePart.family, .text(family))]))
        content.set(.subjectCategory, to: .text("suspect"))
        more(&content)
        return content
    }

    mutating func handle() -> Handle { .random(&random) }

    mutating func withdrawals(_ count: Int) -> [EntryBody] {
        (0..<count).map { _ in .withdraw(WithdrawEntry(handle: .random(&random), reason: .error)) }
    }

    func disclosure(_ content: Content) throws -> Disclosure {
        let audience = try #require(agreement.audiences(from: evil.agency).first)
        let projector = Projector(agreement: agreement, audience: audience, tokenKey: [])
        var random = SeededRandom(seed: 3)
        let made = projector.disclose(
            content, recordID: .random(&random), updatedAt: scene.world.now, now: scene.world.now)
        return try #require(made.disclosure)
    }

    /// The whole view of a new record.
    mutating func state(_ content: Content) throws -> StateEntry {
        StateEntry(try disclosure(content), handle: handle(), statedAt: now)
    }

    /// What changes a state into `content`.
    func patch(_ content: Content, on state: StateEntry, at base: UInt64) throws -> EntryBody {
        .patch(
            try #require(
                PatchEntry(
                    try disclosure(content), since: state.content, base: LeafIndex(base), handle: state.handle,
                    statedAt: now)))
    }

    /// A state with one more key than it has.
    func encoded(_ state: StateEntry, adding pair: (Int64, CBORValue)) throws -> [UInt8] {
        var reader = CBORReader(EntryBody.state(state).encoded)
        guard case .map(let pairs) = try reader.readValue() else { return [] }
        return CBORValue.map(pairs + [CBORPair(.integer(pair.0), pair.1)]).encoded
    }

    private var now: HybridTime { HybridTime(timestamp: scene.world.now, counter: 0) }

    // MARK: What the first node made of it

    func log() throws -> StoredLog { try #require(try scene.log(of: evil.agency, at: 0)) }

    func shown() throws -> Int { try scene.shown(of: evil.agency, at: 0) }

    /// The kinds of the entries that can be read there.
    func readable() throws -> [EntryKind] {
        let log = try log()
        return try (0..<log.size.value).compactMap { try scene[0].store.entry(LeafIndex($0), of: log) }
            .map { try EntryBody(decoding: $0.encodedBody).kind }
    }

    /// The leaves that are dead there.
    func dead() throws -> [UInt64] {
        let log = try log()
        let bitmap = try scene[0].store.deadBitmap(of: log)
        return (0..<log.size.value).filter { bitmap.isDead(LeafIndex($0)) }
    }
}
