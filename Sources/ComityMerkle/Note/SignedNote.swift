import ComityCore
import ComityCrypto

/// A text and the signatures of those who vouch for it (C2SP signed-note). The text means nothing until a known key's
/// signature is checked. Specs/checkpoint.md#notes
package struct SignedNote: Hashable, Sendable {
    /// The largest note: a checkpoint with the signature lines of every witness of a large agreement.
    package static let limitBytes = 32_768
    /// The most signature lines. The format asks for at least 16.
    package static let signatureLimit = 64

    /// The text, with its last newline.
    package let text: String
    package let signatures: [NoteSignature]

    /// - Throws: `malformed-note` for a text that cannot stand in a note; `limit-exceeded`.
    package init(text: String, signatures: [NoteSignature]) throws(MerkleError) {
        self.text = text
        self.signatures = signatures
        try check()
    }

    /// Reads a note. Exactly what ``encoded`` writes is accepted.
    /// - Throws: `malformed-note`, `limit-exceeded`.
    package init(parsing bytes: [UInt8]) throws(MerkleError) {
        guard bytes.count <= Self.limitBytes else {
            throw MerkleError(.limitExceeded, "a note has at most \(Self.limitBytes) bytes, not \(bytes.count)")
        }
        guard let separator = bytes.lastBlankLine else {
            throw MerkleError(.malformedNote, "no blank line stands between a text and signatures")
        }
        guard let text = String(validating: bytes[..<separator], as: UTF8.self),
            let lines = String(validating: bytes[(separator + 1)...], as: UTF8.self)
        else { throw MerkleError(.malformedNote, "a note is UTF-8") }
        var signatures: [NoteSignature] = []
        // By scalars: a combining mark after a line feed must not hide the end of the line.
        var rest = lines.unicodeScalars[...]
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: "\n") else {
                throw MerkleError(.malformedNote, "the last line is not ended")
            }
            guard signatures.count < Self.signatureLimit else { throw Self.tooManySignatures }
            signatures.append(try NoteSignature(parsing: Substring(rest[..<end])))
            rest = rest[rest.index(after: end)...]
        }
        try self.init(text: text, signatures: signatures)
    }

    /// The bytes of the note.
    package var encoded: [UInt8] { Array((text + "\n" + signatures.map(\.line).joined()).utf8) }

    /// The note with one more signature; a line of the same key is replaced.
    package func adding(_ signature: NoteSignature) throws(MerkleError) -> SignedNote {
        let others = signatures.filter { $0.name != signature.name || $0.keyID != signature.keyID }
        return try SignedNote(text: text, signatures: others + [signature])
    }

    /// The signature line of `key`.
    /// - Throws: `bad-signature` if there is none.
    package func signature(of key: NoteKey) throws(MerkleError) -> NoteSignature {
        guard let line = signatures.first(where: { $0.name == key.name && $0.keyID == key.keyID }) else {
            throw MerkleError(.badSignature, "`\(key.name)` did not sign the note with the key that is known")
        }
        return line
    }

    /// Checks that `key` signed the text.
    /// - Throws: `bad-signature` if it did not, or if the signature is wrong.
    package func verify(_ key: NoteKey) throws(MerkleError) {
        guard key.kind == .ed25519 else {
            throw MerkleError(.badSignature, "a cosignature key does not sign notes", family: .invariant)
        }
        guard key.key.verify(try signature(of: key).bytes, over: Array(text.utf8)) else {
            throw MerkleError(.badSignature, "the signature of `\(key.name)` is wrong")
        }
    }

    private func check() throws(MerkleError) {
        guard text.utf8.last == 0x0A, text.utf8.count > 1 else {
            throw MerkleError(.malformedNote, "a note's text ends with a newline")
        }
        guard !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A }) else {
            throw MerkleError(.malformedNote, "a note holds no control character but newlines")
        }
        guard !signatures.isEmpty else { throw MerkleError(.malformedNote, "a note has at least one signature") }
        guard signatures.count <= Self.signatureLimit else { throw Self.tooManySignatures }
        var seen: Set<String> = []
        for signature in signatures where !seen.insert("\(signature.keyID)+\(signature.name)").inserted {
            throw MerkleError(.malformedNote, "`\(signature.name)` signed twice with one key")
        }
        guard encoded.count <= Self.limitBytes else {
            throw MerkleError(.limitExceeded, "a note has at most \(Self.limitBytes) bytes")
        }
    }

    private static var tooManySignatures: MerkleError {
        MerkleError(.limitExceeded, "a note has at most \(signatureLimit) signatures")
    }
}

extension NoteSignature {
    /// `— name base64(key ID ‖ signature)` and a newline.
    var line: String { "\u{2014} \(name) \(Base64.encode(bigEndianBytes(keyID) + bytes))\n" }

    /// Reads a signature line without its newline.
    fileprivate init(parsing line: Substring) throws(MerkleError) {
        let parts = line.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("\u{2014}".unicodeScalars) else {
            throw MerkleError(.malformedNote, "a signature line is not `\u{2014} name base64`")
        }
        let name = String(parts[1])
        guard isWellFormedKeyName(name) else {
            throw MerkleError(.malformedNote, "`\(name.prefix(80))` is no key name: no spaces, no `+`, not empty")
        }
        let decoded: [UInt8]
        do throws(CoreError) { decoded = try Base64.decode(String(parts[2])) } catch {
            throw MerkleError(.malformedNote, "the signature of `\(name)` is not strict base64")
        }
        guard decoded.count > 4 else { throw MerkleError(.malformedNote, "the signature of `\(name)` is too short") }
        self.init(
            name: name, keyID: decoded.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }, bytes: Array(decoded.dropFirst(4)))
    }
}

extension [UInt8] {
    /// Where the last empty line begins: after the newline that ends the text.
    fileprivate var lastBlankLine: Int? {
        guard count >= 2 else { return nil }
        for index in stride(from: count - 1, to: 0, by: -1) where self[index] == 0x0A && self[index - 1] == 0x0A {
            return index
        }
        return nil
    }
}
