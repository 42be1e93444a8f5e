import ComityAgreement
import ComityCore
import ComityCrypto
import ComityNode

/// An agreement with its signatures, as one text file that any party can complete. Specs/agreement.md#signatures
enum AgreementDocument {
    static let armorLabel = "COMITY AGREEMENT"

    static func armored(_ signed: SignedAgreement) -> String { Armor.encode(signed.encoded, label: armorLabel) }

    static func isArmored(_ text: String) -> Bool {
        text.drop { $0.isWhitespace }.hasPrefix("-----BEGIN \(armorLabel)-----")
    }

    /// The agreement in a file, be it a plain text without signatures or a signed document.
    /// - Throws: exit 65 naming the file.
    static func read(_ path: String, _ console: Console) throws(ControlFailure) -> SignedAgreement {
        // Armor adds a third to the bytes, and line ends.
        let text = try Files.text(path, limitBytes: 2 * COSE.payloadLimitBytes)
        guard isArmored(text) else {
            return SignedAgreement(try AgreementFile(path: path, text: text).checked(console))
        }
        return try read(armored: text, path: path)
    }

    /// - Throws: exit 65 naming the file.
    static func read(armored text: String, path: String) throws(ControlFailure) -> SignedAgreement {
        do {
            return try decode(Armor.decode(text, label: armorLabel))
        } catch let error as any ComityError {
            throw ControlFailure(error.code, "`\(path)` holds no valid agreement: \(error.reason)", exit: .badData)
        } catch {
            throw ControlFailure("unexpected", "`\(path)`: \(error)", exit: .badData)
        }
    }

    /// The newest version, or the given one, that the node knows.
    static func fetch(
        _ id: AgreementID, version: Int?, _ node: NodeAccess
    ) throws(ControlFailure) -> (row: CBORValue, signed: SignedAgreement) {
        let row = try node.ask(
            "agreement.show", ["id": .text(id.text), "version": version.map { .integer(Int64($0)) }])
        do {
            return (row, try SignedAgreement(decoding: row["document"]?.bytesValue ?? []))
        } catch {
            throw ControlFailure(error)
        }
    }

    private static func decode(_ bytes: [UInt8]) throws -> SignedAgreement { try SignedAgreement(decoding: bytes) }
}
