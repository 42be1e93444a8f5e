import ComityCore
import ComityCrypto
import Testing

@Suite struct CardTests {
    @Test(arguments: try VectorCase.loadFolder("card"))
    func cards(_ vector: VectorCase) throws {
        let bytes = try vector.bytes("card")
        let now = Timestamp(milliseconds: Int64(try vector.number("now")))
        let result = try vector.text("result")
        if result == "valid" {
            let card = try read(bytes, now)
            #expect(card.card.agency.text == (try vector.text("agency")))
            #expect(card.card.sequence == UInt64(try vector.number("sequence")))
            let root = try SigningKey(seed: [UInt8](repeating: 1, count: 32))
            #expect(try SignedCard(signing: card.card, with: root).encoded == bytes)
        } else {
            let error = #expect(throws: CryptoError.self) { try read(bytes, now) }
            #expect(error?.code == result)
        }
    }

    @Test(arguments: try VectorCase.loadFolder("card-replacement"))
    func replacement(_ vector: VectorCase) throws {
        let older = try SignedCard(decoding: try vector.bytes("older"))
        let newer = try SignedCard(decoding: try vector.bytes("newer"))
        let result = try vector.text("result")
        #expect(newer.replaces(older) == (result == "valid"))
        if result == "valid" {
            try newer.checkReplaces(older)
        } else {
            let error = #expect(throws: CryptoError.self) { try newer.checkReplaces(older) }
            #expect(error?.code == result)
        }
    }

    @Test func everyFlippedBitIsRefused() throws {
        let bytes = try wholeCard().encoded
        for bit in 0..<bytes.count * 8 {
            var altered = bytes
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: CryptoError.self) { try SignedCard(decoding: altered) }
        }
        for count in 0..<bytes.count {
            #expect(throws: CryptoError.self) { try SignedCard(decoding: Array(bytes.prefix(count))) }
        }
    }

    @Test func armor() throws {
        let card = try wholeCard()
        let text = String(decoding: try vectorBytes("card-armor/a-whole-card.txt"), as: UTF8.self)
        #expect(card.armored == text)
        #expect(try SignedCard(armored: text) == card)
        #expect(try SignedCard(armored: "\n\n" + text.split(separator: "\n").joined(separator: "\r\n")) == card)
        let lines = text.split(separator: "\n").map(String.init)
        let refused = [
            "", text + "x", "x\n" + text, lines.dropFirst().joined(separator: "\n"),
            lines.dropLast().joined(separator: "\n"), text.replacing("CARD", with: "KEY"),
            ([lines[0], String(lines[1].dropLast())] + lines[2...]).joined(separator: "\n"),
            ([lines[0], "", lines[1]] + lines[2...]).joined(separator: "\n"),
        ]
        for text in refused {
            #expect(throws: CryptoError(.malformedArmor, "")) { try SignedCard(armored: text) }
        }
    }

    @Test func onlyTheNamedRootIssues() throws {
        let card = try wholeCard().card
        #expect(throws: CryptoError(.otherRoot, "")) {
            try SignedCard(signing: card, with: try SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        }
    }

    @Test func aRetiredKeyCountsUpToItsLastGoodSize() throws {
        let card = try wholeCard().card
        let next = try SigningKey(seed: [UInt8](repeating: 8, count: 32)).publicKey
        let rotated = card.rotating(
            to: next, lastGood: [LogSize(log: "z", size: 9), LogSize(log: "a", size: 5)],
            now: card.issuedAt.adding(days: 1), expiresAt: card.expiresAt)
        try rotated.check()
        #expect(try NodeCard(decoding: rotated.encoded) == rotated)
        #expect(rotated.sequence == card.sequence + 1)
        #expect(rotated.accepts(next, log: "any", size: 1_000))
        #expect(rotated.accepts(card.nodeKey, log: "a", size: 5))
        #expect(!rotated.accepts(card.nodeKey, log: "a", size: 6))
        #expect(!rotated.accepts(card.nodeKey, log: "b", size: 0))
        #expect(!rotated.accepts(card.rootKey, log: "a", size: 1))
    }

    @Test func messagesNameWhatIsWrong() throws {
        let card = try wholeCard()
        let error = #expect(throws: CryptoError.self) { try card.checkCurrent(at: card.card.expiresAt) }
        #expect(error?.reason == "the card of `us-wa-kcso` expired at 2027-01-01T00:00:00Z")
    }

    private func wholeCard() throws -> SignedCard {
        try SignedCard(decoding: try VectorCase.load("card/a-whole-card.txt")[0].bytes("card"))
    }

    private func read(_ bytes: [UInt8], _ now: Timestamp) throws -> SignedCard {
        let card = try SignedCard(decoding: bytes)
        try card.checkCurrent(at: now)
        return card
    }
}
